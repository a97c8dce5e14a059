/** What a host application imports: the engine's door. The agents and the API around it are this application's own. */
export * from './app/workflow/index.js';
