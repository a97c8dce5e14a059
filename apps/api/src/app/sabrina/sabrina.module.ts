import { Module, type DynamicModule } from '@nestjs/common';
import { SIGNALHOUSE_OPTIONS, type SignalHouseOptions } from '../../lib/signalhouse/signalhouse.options.js';
import { SignalHouseService } from '../../lib/signalhouse/signalhouse.service.js';
import { TWILIO_OPTIONS, type TwilioOptions } from '../../lib/twilio/twilio.options.js';
import { TwilioService } from '../../lib/twilio/twilio.service.js';
import { WorkflowModule } from '../workflow/index.js';
import { messageToFollowup } from './message-to-followup.js';
import { SabrinaAgent } from './sabrina.agent.js';
import { SABRINA_OPTIONS, type SabrinaOptions } from './sabrina.options.js';

export interface SabrinaModuleOptions {
  readonly signalHouse: SignalHouseOptions;
  readonly twilio: TwilioOptions;
  readonly sabrina: SabrinaOptions;
}

/** SABRINA and what it needs. */
@Module({})
export class SabrinaModule {
  static forRoot({ signalHouse, twilio, sabrina }: SabrinaModuleOptions): DynamicModule {
    const providers = [
      { provide: SIGNALHOUSE_OPTIONS, useValue: signalHouse },
      { provide: TWILIO_OPTIONS, useValue: twilio },
      { provide: SABRINA_OPTIONS, useValue: sabrina },
      SignalHouseService,
      TwilioService,
    ];
    const transformers = [messageToFollowup];
    return { module: SabrinaModule, imports: [WorkflowModule.forAgent(SabrinaAgent, { providers, transformers })] };
  }
}
