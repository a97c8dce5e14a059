import { expect, test } from 'vitest';
import { expandShorthand, outputTemplate, triggerTemplate } from './read-template.js';

test.each([
  ['analyze.output', '{{steps.analyze.output}}'],
  ['send-mail.output.id', "{{steps['send-mail'].output.id}}"],
  ['a.error.code', '{{steps.a.error.code}}'],
  ['{{steps.a.output}}', '{{steps.a.output}}'],
  ['a.b', 'a.b'],
  ['plain text. output', 'plain text. output'],
])('reads %j as %j', (from, template) => {
  expect(expandShorthand(from)).toBe(template);
});

test('writes names that are no identifiers in quotes', () => {
  expect(outputTemplate('a-b')).toBe("{{steps['a-b'].output}}");
  expect(triggerTemplate('lead')).toBe('{{trigger.lead}}');
  expect(triggerTemplate("the 'lead' \\ }}")).toBe("{{trigger['the \\'lead\\' \\\\ }}']}}");
});
