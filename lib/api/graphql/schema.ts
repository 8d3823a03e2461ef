/** The operations of an import, and no more. Descriptions are what a client is shown by its own tools. */
export const typeDefs = /* GraphQL */ `
  scalar JSON

  type Query {
    "Who holds the token: a key, or one of its end users."
    viewer: Viewer!
    "Needs a key."
    users(criteria: UserSearchCriteria, first: Int, after: String): UserConnection!
  }

  type Mutation {
    "Needs a key."
    createExternalUser(input: CreateExternalUserInput!): CreateExternalUserPayload!
    "Needs a key."
    updateExternalUser(input: UpdateExternalUserInput!): UpdateExternalUserPayload!
    "Needs a key. Removes for good what is theirs; refused while an active flow uses any of it."
    removeExternalUser(input: RemoveExternalUserInput!): RemoveExternalUserPayload!
    "Needs a key. A token for what is this user's, for two days."
    authorize(input: AuthorizeInput!): AuthorizePayload!
    "Needs a user token. It is checked after it is stored."
    createUserAuthentication(input: CreateUserAuthenticationInput!): CreateUserAuthenticationPayload!
    "Refused while an active flow uses it."
    removeAuthentication(input: RemoveAuthenticationInput!): RemoveAuthenticationPayload!
  }

  type Viewer {
    "Of a user token those of the user, of a key the workspace's own."
    authentications(first: Int, after: String): AuthenticationConnection!
  }

  type PageInfo {
    hasNextPage: Boolean!
    endCursor: String
    hasPreviousPage: Boolean!
    startCursor: String
  }

  type AuthenticationConnection {
    edges: [AuthenticationEdge!]!
    pageInfo: PageInfo!
  }

  type AuthenticationEdge {
    node: Authentication!
    cursor: String!
  }

  type Authentication {
    id: ID!
    name: String!
    "What is public of it."
    customFields: JSON
    scopes: [String!]!
    service: Service!
    serviceEnvironment: ServiceEnvironment!
  }

  type Service {
    id: ID!
    name: String!
    icon: String
    title: String!
    version: Int!
  }

  type ServiceEnvironment {
    id: ID!
    title: String
  }

  "One of them."
  input UserSearchCriteria {
    userId: ID
    externalUserId: String
    "Somewhere in the name, the address or the external id."
    name: String
  }

  type UserConnection {
    edges: [UserEdge!]!
    pageInfo: PageInfo!
  }

  type UserEdge {
    node: User!
    cursor: String!
  }

  type User {
    id: ID!
    name: String!
    externalUserId: String!
    isTestUser: Boolean!
  }

  input CreateExternalUserInput {
    name: String!
    externalUserId: String!
    isTestUser: Boolean
    clientMutationId: String
  }

  type CreateExternalUserPayload {
    userId: ID!
    clientMutationId: String
  }

  input UpdateExternalUserInput {
    userId: ID!
    name: String
    clientMutationId: String
  }

  type UpdateExternalUserPayload {
    userId: ID!
    clientMutationId: String
  }

  input RemoveExternalUserInput {
    userId: ID!
    clientMutationId: String
  }

  type RemoveExternalUserPayload {
    clientMutationId: String
  }

  input AuthorizeInput {
    userId: ID!
    clientMutationId: String
  }

  type AuthorizePayload {
    accessToken: String!
    clientMutationId: String
  }

  input CreateUserAuthenticationInput {
    name: String!
    serviceId: ID!
    serviceEnvironmentId: ID!
    "A JSON object, as text: what both schemas of the environment name."
    data: String!
    scopes: [String!]
    "Without effect: nothing is hidden from whoever may see it."
    hidden: Boolean
    clientMutationId: String
  }

  type CreateUserAuthenticationPayload {
    authenticationId: ID!
    clientMutationId: String
  }

  input RemoveAuthenticationInput {
    authenticationId: ID!
    clientMutationId: String
  }

  type RemoveAuthenticationPayload {
    clientMutationId: String
  }
`;
