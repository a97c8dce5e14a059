/** What a code means to a caller and to the retry rule. */
export interface ErrorEntry {
  /** HTTP status when the code is the answer to a request. */
  readonly status: number;
  /** Whether an attempt that failed with this code may be repeated, when its error does not say. */
  readonly retryable: boolean;
  readonly meaning: string;
}

const request = (status: number, meaning: string): ErrorEntry => ({ status, retryable: false, meaning });
const terminal = (meaning: string): ErrorEntry => ({ status: 422, retryable: false, meaning });
const retryable = (meaning: string): ErrorEntry => ({ status: 503, retryable: true, meaning });

/** Every code this product gives, in one place. */
export const errorTable = {
  // Answers to requests.
  BAD_REQUEST: request(400, 'The request could not be read.'),
  UNAUTHORIZED: request(401, 'No valid API key or signature came with the request.'),
  FORBIDDEN: request(403, 'The caller is known, but its role or team may not do this.'),
  NOT_FOUND: request(404, 'There is nothing of this name for this team.'),
  CONFLICT: request(409, 'The verb does not fit the state that was found.'),
  PAYLOAD_TOO_LARGE: request(413, 'The body is larger than this route takes.'),
  UNSUPPORTED_MEDIA_TYPE: request(415, 'The content type is not one that this route reads.'),
  INVALID_REQUEST: request(422, 'The request does not match its schema.'),
  INVALID_DEFINITION: request(422, 'The definition has problems; each is listed.'),
  INVALID_TRIGGER: request(422, 'The trigger does not match the inputs that the workflow declares.'),
  IDEMPOTENCY_KEY_REUSED: request(422, 'The idempotency key was used before with another body.'),
  RATE_LIMITED: request(429, 'Too many requests; try again later.'),
  INTERNAL: request(500, 'The request failed for a reason of ours; the correlation id finds it in the log.'),
  NOT_BUILT: request(501, 'This is not built yet.'),
  UNAVAILABLE: request(503, 'A part that the request needs is not there now.'),
  STATE_FULL: request(503, 'Redis is nearly full: no new run is started until there is room.'),
  NOT_CONFIGURED: request(503, 'The secret that this route needs is not configured.'),

  // Ends of attempts and steps.
  TIMEOUT: retryable('The attempt took longer than its timeout and was aborted.'),
  WORKER_LOST: retryable('The worker that ran the attempt is gone.'),
  PROVIDER_UNAVAILABLE: retryable('The provider did not answer, or answered with a failure of its own.'),
  PROVIDER_RATE_LIMITED: retryable('The provider asked for fewer requests.'),
  PROVIDER_BAD_ANSWER: retryable('The provider answered with something that is not its documented format.'),
  PROVIDER_REJECTED: terminal('The provider refused the request for good.'),
  PROVIDER_UNAUTHORIZED: terminal('The provider refused our credentials.'),
  AGENT_FAILED: retryable('The agent threw an error that does not say whether it may be repeated.'),
  INVALID_INPUT: terminal("The rendered inputs do not match the action's schema."),
  INVALID_OUTPUT: terminal("What the agent gave does not match the action's schema."),
  OUTPUT_TOO_LARGE: terminal('The output is larger than 1 MiB.'),
  EXPR_TYPE: terminal('An expression met a value that its operator does not take.'),
  EXPR_LIMIT: terminal('An expression needed more than the language allows.'),
  DEPENDENCY_SKIPPED: terminal("A dependency was skipped, and the step's onDead is fail."),
  CHILD_FAILED: retryable('The child run did not complete.'),
  CHILD_CANCELLED: terminal('The child run was cancelled.'),
  WORKFLOW_DEPTH: terminal('The run would lie deeper below others than runs may.'),
  STEP_LOST: terminal('The job of the step was lost again and again.'),
  SEND_BLOCKED: terminal('The compliance gate refused the send.'),
  SEND_REJECTED: terminal('The provider refused the message or call for good.'),
  SEND_UNKNOWN: terminal('Nobody can tell whether the send happened: a callback, a lookup or a person settles it.'),
  SEND_UNRESOLVED: terminal('A person settled a send of unknown outcome as failed.'),
  SCHEDULED: retryable('The send is for later: the step waits until then, uncounted.'),
  QUIET_HOURS: retryable('It is night at the recipient: the step waits for the morning, uncounted.'),
  RECIPIENT_LIMIT: retryable('The recipient has had enough for today: the step waits, uncounted.'),
  SENDER_LIMIT: retryable('The sending number has sent enough for today: the step waits, uncounted.'),
  TEAM_LIMIT: retryable('The team sends too fast: the step waits, uncounted.'),
  MUTEX_HELD: terminal('Another step holds the mutex: the step waits for it, without an attempt.'),
  CONCURRENCY_LIMIT: terminal('As many runs as the workflow allows under this key are there: the run waits.'),
  EARLY_CALLBACK: retryable("A provider's callback came before the answer of its send: it is looked at again."),
  RUN_TIMEOUT: terminal('The run took longer than its timeout.'),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorTable;
