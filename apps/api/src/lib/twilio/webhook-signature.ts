import twilio from 'twilio';

/** A request as Twilio signed it. */
export interface SignedRequest {
  /** The public URL with its query, as Twilio called it. */
  readonly url: string;
  /** Value of `X-Twilio-Signature`. */
  readonly signature: string;
  /** The fields of a form, a repeated one as a list; any other body as it came. */
  readonly body: { readonly form: Readonly<Record<string, string | string[]>> } | { readonly raw: string };
}

/**
 * Whether one of the account's auth tokens (two while they are rotated) has signed the request, by "Validating
 * signatures": a form by its URL and fields, any other body by its URL with the body's hash in `bodySHA256`. Constant
 * time for each token; never throws.
 */
export function isSignedByTwilio(tokens: readonly string[], { url, signature, body }: SignedRequest): boolean {
  if (signature === '' || !URL.canParse(url)) return false;
  return tokens.some((token) => {
    if (token === '') return false;
    if ('form' in body) return twilio.validateRequest(token, signature, url, { ...body.form });
    return twilio.validateRequestWithBody(token, signature, url, body.raw);
  });
}
