/** Credentials the sandbox accepts and signs with. The defaults are public and open nothing. */
export interface SandboxSecrets {
  signalHouseApiKey: string;
  signalHouseWebhookSecret: string;
  signalHouseGroupId: string;
  twilioAccountSid: string;
  twilioAuthToken: string;
  tracerfyToken: string;
  trestleApiKey: string;
  openaiApiKey: string;
}

export const defaultSecrets: SandboxSecrets = {
  signalHouseApiKey: 'sandbox-signalhouse-key',
  signalHouseWebhookSecret: 'sandbox-signalhouse-webhook-secret',
  signalHouseGroupId: 'GSANDBOX',
  twilioAccountSid: 'AC5a4db0c55a4db0c55a4db0c55a4db0c5',
  twilioAuthToken: 'sandbox-twilio-auth-token',
  tracerfyToken: 'sandbox-tracerfy-token',
  trestleApiKey: 'sandbox-trestle-key',
  openaiApiKey: 'sk-sandbox-openai-key',
};
