import { definitionOf, type Shape } from '../shapes.js';
import type { Wire } from '../wire/wire.js';
import { bootBenchEngine, teamId, type BenchEngine } from './bench-engine.js';
import type { Contender, ContenderName } from './contender.js';
import { Probe } from './probe.js';

/** Our engine with no-op agents; `inline` goes on in the same job where it may, `queued` never does. */
export class EngineContender implements Contender {
  private constructor(
    readonly name: ContenderName,
    readonly engine: BenchEngine,
    readonly probe: Probe,
    private readonly waiting: Set<string>,
  ) {}

  static async boot(name: 'inline' | 'queued', redisUrl: string, wire: Wire): Promise<EngineContender> {
    const probe = new Probe();
    const waiting = new Set<string>();
    const engine = await bootBenchEngine({
      redisUrl,
      wire,
      onRunEnded: (runId) => probe.runEnded(runId),
      act: ({ runId, stepId }) => {
        probe.began(runId, waiting.has(stepId));
        probe.stepEnded(runId);
        return {};
      },
      options: { inline: { isEnabled: name === 'inline' } },
    });
    return new EngineContender(name, engine, probe, waiting);
  }

  get ledger(): BenchEngine['ledger'] {
    return this.engine.ledger;
  }

  async prepare(shape: Shape): Promise<void> {
    this.waiting.clear();
    for (const { id, dependsOn } of shape.steps) if (dependsOn.length > 0) this.waiting.add(id);
    await this.engine.workflows.publish(definitionOf(shape), { teamId });
  }

  async start(shape: Shape): Promise<string> {
    return (await this.engine.workflows.start(shape.name, {}, { teamId })).runId;
  }

  close(): Promise<void> {
    return this.engine.close();
  }
}
