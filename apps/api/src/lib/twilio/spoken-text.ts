import twilio from 'twilio';

/** TwiML of a call that says one text and hangs up. */
export function spokenText(text: string): string {
  const response = new twilio.twiml.VoiceResponse();
  response.say(text);
  response.hangup();
  return response.toString();
}
