import { bootBenchEngine, teamId } from '../contenders/bench-engine.js';
import type { Wire } from '../wire/wire.js';

/** Steps side by side in the wide definition. */
const lanes = 10;

/** Milliseconds to check, store, read back and plan a definition of so many steps. */
export async function measurePublish(redisUrl: string, wire: Wire, sizes: readonly number[]): Promise<number[]> {
  const engine = await bootBenchEngine({ redisUrl, wire, act: () => ({}), options: { role: 'api' } });
  try {
    await publishAndPlan(100);
    const times: number[] = [];
    for (const size of sizes) times.push(await publishAndPlan(size));
    return times;
  } finally {
    await engine.close();
  }

  async function publishAndPlan(size: number): Promise<number> {
    const definition = wideDefinition(size);
    const begun = performance.now();
    await engine.workflows.publish(definition, { teamId });
    await engine.workflows.plan(definition.id, { teamId });
    return performance.now() - begun;
  }
}

/** Ten lanes side by side; each step reads the one before it in its lane and, by a template, that of its neighbour. */
function wideDefinition(size: number): { id: string; steps: object[] } {
  const steps = Array.from({ length: size }, (_, place) => {
    const before = place - lanes;
    const beside = place - lanes - 1;
    return {
      id: `s${place}`,
      agent: 'ALPHA',
      action: 'work',
      inputs: beside < 0 ? { place } : { place, read: `{{steps.s${beside}.output.value}}` },
      dependsOn: before < 0 ? [] : [`s${before}`],
    };
  });
  return { id: `wide-${size}`, steps };
}
