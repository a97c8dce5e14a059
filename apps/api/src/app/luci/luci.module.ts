import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { WorkflowModule } from '../workflow/index.js';
import { TRACERFY_OPTIONS, TRESTLE_OPTIONS, type LookupOptions } from './clients/lookup.options.js';
import { TracerfyClient } from './clients/tracerfy.client.js';
import { TrestleClient } from './clients/trestle.client.js';
import { DemoLeadDirectory } from './demo-leads.js';
import { LeadDirectory } from './lead-directory.js';
import { LuciAgent } from './luci.agent.js';

export interface LuciModuleOptions {
  readonly tracerfy: LookupOptions;
  readonly trestle: LookupOptions;
  /** Where leads are looked up; the sample leads by default. */
  readonly leads?: Type<LeadDirectory>;
}

/** LUCI and what it needs. */
@Module({})
export class LuciModule {
  static forRoot({ tracerfy, trestle, leads = DemoLeadDirectory }: LuciModuleOptions): DynamicModule {
    const providers = [
      { provide: TRACERFY_OPTIONS, useValue: tracerfy },
      { provide: TRESTLE_OPTIONS, useValue: trestle },
      { provide: LeadDirectory, useClass: leads },
      TracerfyClient,
      TrestleClient,
    ];
    return { module: LuciModule, imports: [WorkflowModule.forAgent(LuciAgent, { providers })] };
  }
}
