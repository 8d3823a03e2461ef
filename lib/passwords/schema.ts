import { z } from 'zod';

export const passwordCharactersMin = 14;
export const passwordCharactersMax = 256;

const walks =
  'qwertyuiop qwertzuiop azertyuiop asdfghjkl zxcvbnm yxcvbnm qazwsxedc 1qaz2wsx 1q2w3e4r 1234567890 0987654321 abcdefghijklmnopqrstuvwxyz';

/** What people choose most often: the words passwords are made of, written without digits and signs. */
const words = new Set(
  `password passwort passord wachtwoord contrasena motdepasse senha haslo parola salasana losenord passphrase passcode
  pass word secret geheim admin administrator root user username login logon guest test tester testing demo default temp
  temporary change changeme changeit letmein welcome willkommen bienvenue hello hallo hola bonjour access master manager
  system server service computer internet windows microsoft apple google facebook amazon linux ubuntu oracle database
  mysql postgres keyhaven vault credential credentials company office business private public security secure safe
  iloveyou love lover loveyou loveme forever always baby babygirl babe angel sweet sweetheart honey darling princess
  prince queen king kingdom lady lord heart kiss happy smile friend friends family mother father mama papa mommy daddy
  brother sister son daughter god jesus christ church faith hope grace heaven blessed peace freedom liberty freedom dream
  monkey dragon tiger lion eagle wolf bear horse dolphin shark snake turtle rabbit bunny kitty kitten puppy dog cat fish
  chicken buster ginger pepper smokey shadow lucky tigger snoopy mickey minnie donald pokemon pikachu naruto batman
  superman spiderman ironman starwars skywalker matrix hunter killer ninja samurai warrior soldier ranger knight wizard
  magic merlin phoenix thunder lightning storm rain summer winter spring autumn fall sunshine sunset moon star stars sun
  sky ocean river mountain flower flowers rose lily daisy butterfly rainbow cherry banana orange apple cookie chocolate
  candy sugar cheese pizza coffee whiskey vodka beer wine football soccer baseball basketball hockey tennis golf liverpool
  arsenal chelsea manchester united barcelona madrid juventus bayern yankees cowboys lakers redsox steelers eagles
  michael michelle jennifer jessica ashley amanda nicole daniel david robert william thomas charlie george jordan joshua
  matthew andrew anthony richard james john joseph maria anna laura sarah andrea alexander alexandra sebastian christian
  patrick maggie sophie olivia emma hannah harley mustang ferrari porsche mercedes corvette camaro yamaha honda toyota
  london paris berlin america canada england germany france italia mexico brasil russia china india newyork california
  texas florida chicago boston dallas monday tuesday wednesday thursday friday saturday sunday january february march
  april may june july august september october november december money dollar diamond gold golden silver black white red
  blue green yellow purple pink brown one two three four five six seven eight nine ten zero hundred thousand million
  trustno trust nothing something whatever anything everything nobody fuck fuckyou fucker shit bitch asshole sexy sex
  qwerty qwertz azerty asdf asdfgh zxcv qwer qaz wsx abc abcd abcdef aaa xxx zzz new old big little good bad my me you the
  is for and i a s x correcthorsebatterystaple`.split(/\s+/),
);

const leet: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'l',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

const distinctWordsMax = 2;
const wordCharactersMax = 26;
const distinctCharactersMin = 6;
const repeatMax = 8;

const letters = (text: string): string => text.replaceAll(/[^\p{L}]/gu, '');

/** Whether the text is made of at most two different common words, however often they are repeated. */
function isFewWords(text: string): boolean {
  // From each reachable place, the sets of words that lead there; a password is short enough to try them all.
  const ways = new Map<number, Set<string>>([[0, new Set([''])]]);
  for (let from = 0; from < text.length; from += 1) {
    for (const used of ways.get(from) ?? []) {
      for (let to = from + 1; to <= Math.min(text.length, from + wordCharactersMax); to += 1) {
        const word = text.slice(from, to);
        if (!words.has(word)) continue;
        const next = new Set([...used.split(' ').filter(Boolean), word]);
        if (next.size > distinctWordsMax) continue;
        const there = ways.get(to) ?? new Set();
        ways.set(to, there.add([...next].sort().join(' ')));
      }
    }
  }
  return ways.has(text.length);
}

const isRepeated = (text: string): boolean => {
  for (let size = 1; size <= repeatMax; size += 1) {
    if (
      text
        .slice(0, size)
        .repeat(Math.ceil(text.length / size))
        .startsWith(text)
    )
      return true;
  }
  return false;
};

function isWalk(text: string): boolean {
  const rows = `${walks} ${[...walks].toReversed().join('')}`.split(' ');
  let rest = text;
  while (rest.length > 0) {
    let length = rest.length;
    while (length > 2 && !rows.some((row) => row.repeat(2).includes(rest.slice(0, length)))) length -= 1;
    if (length <= 2) return false;
    rest = rest.slice(length);
  }
  return true;
}

/**
 * Long and still guessed early: few different characters, one piece repeated, rows of a keyboard, or one or two common
 * words with digits and signs around them, also where digits stand for letters.
 */
export function isCommonPassword(password: string): boolean {
  const folded = password.normalize('NFKC').toLowerCase();
  if (new Set(folded).size < distinctCharactersMin) return true;
  const plain = folded.replaceAll(/[\s\p{P}\p{S}]/gu, '');
  if (isRepeated(folded) || isRepeated(plain) || isWalk(plain)) return true;
  const spelled = [...folded].map((character) => leet[character] ?? character).join('');
  return [letters(folded), letters(spelled)].some((text) => text.length > 0 && (isFewWords(text) || isWalk(text)));
}

/** Spaces and any script count; nothing is cut off. The same text from two keyboards is the same password. */
export const newPassword = z
  .string()
  .refine((text) => text.isWellFormed(), 'Contains characters that cannot be typed again.')
  .transform((text) => text.normalize('NFC'))
  .refine(
    (text) => [...text].length >= passwordCharactersMin,
    `At least ${passwordCharactersMin} characters. A sentence works well.`,
  )
  .refine((text) => [...text].length <= passwordCharactersMax, `At most ${passwordCharactersMax} characters.`)
  .refine((text) => !isCommonPassword(text), 'This is one of the first passwords anybody would try. Choose another.');

/** What is tried at a door: any text up to a bound, so that old rules do not lock anybody out. */
export const givenPassword = z
  .string()
  .min(1, 'Type your password.')
  .max(4 * passwordCharactersMax, 'That is too long.')
  .transform((text) => text.normalize('NFC'));
