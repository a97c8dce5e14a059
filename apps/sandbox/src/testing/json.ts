/** Body of an answer as the shape a test expects; the test checks it. */
export async function json<T>(answer: Response | Promise<Response>): Promise<T> {
  return (await (await answer).json()) as T;
}
