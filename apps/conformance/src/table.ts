import type { Pattern, Verdict } from './pattern.js';

/** What one pattern came to, way by way. */
export interface Row {
  readonly kit: Verdict;
  readonly engine: Verdict;
  readonly killed: Verdict;
}

const head = `# Control-flow patterns

The 43 control-flow patterns of workflowpatterns.com. Each that the language can say is a definition with the behaviour of its agents and the outcome that must follow, run in three ways: **kit**, in memory by a virtual clock; **engine**, on Redis and BullMQ; **killed**, on a worker process that is killed at a Redis command of the run and replaced by another. Written by \`npm run conformance\`; a test runs the first way again. The cases are in [apps/conformance/src/patterns](../apps/conformance/src/patterns).

| # | pattern | kit | engine | killed | how |
|---|---|---|---|---|---|
`;

/** The document, with a row for each pattern. */
export function renderPatterns(patterns: readonly Pattern[], rows: ReadonlyMap<number, Row>): string {
  const lines = patterns.map((pattern) => {
    const { kit, engine, killed } = rows.get(pattern.number) as Row;
    const how = 'notSupported' in pattern ? `not supported: ${pattern.notSupported}` : pattern.says;
    return `| ${pattern.number} | ${pattern.name} | ${kit} | ${engine} | ${killed} | ${how} |\n`;
  });
  return `${head}${lines.join('')}`;
}

/** What a document says of each pattern; nothing for one that has no table. */
export function parsePatterns(text: string): Map<number, Row> {
  const cells = [...text.matchAll(/^\| (\d+) \| [^|]+ \| ([^|]+) \| ([^|]+) \| ([^|]+) \|/gm)];
  return new Map(
    cells.map(([, number, kit, engine, killed]) => {
      return [Number(number), { kit: kit as Verdict, engine: engine as Verdict, killed: killed as Verdict }] as const;
    }),
  );
}
