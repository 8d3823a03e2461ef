/** A harbour with its mouth to the east: depth lines, soundings, the lane in. Decoration, so it says nothing. */
const depths = [
  'M485.1 387.3A190 190 0 1 0 485.1 472.7',
  'M511.2 384.7A216 216 0 1 0 511.2 475.3',
  'M541.3 382.2A246 246 0 1 0 541.3 477.8',
  'M577.5 379.6A282 282 0 1 0 577.5 480.4',
  'M619.6 377.1A324 324 0 1 0 619.6 482.9',
  'M667.9 375.0A372 372 0 1 0 667.9 485.0',
  'M722.3 373.7A426 426 0 1 0 722.3 486.3',
  'M782.7 373.3A486 486 0 1 0 782.7 486.7',
  'M849.2 374.2A552 552 0 1 0 849.2 485.8',
  'M921.7 376.7A624 624 0 1 0 921.7 483.3',
] as const;

const shore = 'M456.5 388.1A162 162 0 1 0 456.5 471.9L421.1 471.5A128 128 0 1 1 421.1 388.5Z';

const soundings: readonly (readonly [x: number, y: number, fathoms: number])[] = [
  [395, 404, 4],
  [452, 452, 6],
  [470, 398, 9],
  [560, 452, 12],
  [610, 396, 18],
  [250, 380, 2],
  [322, 505, 3],
  [215, 455, 2],
  [290, 330, 3],
  [368, 352, 4],
  [640, 470, 21],
];

export function ChartArt() {
  return (
    <svg className="chartart" viewBox="0 0 670 860" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      {depths.map((depth) => (
        <path key={depth} className="iso" d={depth} />
      ))}
      <path className="shore" fillRule="evenodd" d={shore} />
      <path className="lane" d="M300 430H670" />
      <circle className="beacon" cx="300" cy="430" r="4" />
      {soundings.map(([x, y, fathoms]) => (
        <text key={`${x} ${y}`} x={x} y={y}>
          {fathoms}
        </text>
      ))}
    </svg>
  );
}
