/** JSON Pointers (RFC 6901): `''` is the whole document, `/steps/0/id` a member. */
export function pointerTo(base: string, ...segments: readonly (string | number)[]): string {
  let pointer = base;
  for (const segment of segments) pointer += `/${typeof segment === 'number' ? segment : escapeSegment(segment)}`;
  return pointer;
}

/** The unescaped segments of a pointer. */
export function pointerSegments(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function escapeSegment(segment: string): string {
  const isPlain = !segment.includes('~') && !segment.includes('/');
  return isPlain ? segment : segment.replaceAll('~', '~0').replaceAll('/', '~1');
}
