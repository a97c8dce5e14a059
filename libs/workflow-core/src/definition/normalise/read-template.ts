const plainName = /^[A-Za-z_]\w*$/;

/** The template that gives a step's output. */
export function outputTemplate(stepId: string): string {
  return `{{steps${member(stepId)}.output}}`;
}

/** The template that gives one input of the trigger. */
export function triggerTemplate(name: string): string {
  return `{{trigger${member(name)}}}`;
}

const shorthand =
  /^([A-Za-z][A-Za-z0-9_-]*)(\.(?:output|status|error|attempts|startedAt|finishedAt)(?:\.[A-Za-z_]\w*)*)$/;

/** `analyze.output` is short for `{{steps.analyze.output}}`; any other text is a template already. */
export function expandShorthand(from: string): string {
  const [, stepId, rest] = shorthand.exec(from) ?? [];
  return stepId === undefined || rest === undefined ? from : `{{steps${member(stepId)}${rest}}}`;
}

function member(name: string): string {
  return plainName.test(name) ? `.${name}` : `['${name.replaceAll(/[\\']/g, '\\$&')}']`;
}
