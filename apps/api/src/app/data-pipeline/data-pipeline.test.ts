import { describe, expect, it } from 'vitest';
import { AnalysisOutput, AnalyticsAgent } from './analytics.agent.js';
import { DataQualityAgent, ValidationOutput } from './data-quality.agent.js';
import { earlierRows, namedDataset } from './dataset.js';
import { EtlAgent, TransformationOutput } from './etl.agent.js';

const source = [
  { 'Lead State': ' NY', Value: '100' },
  { 'Lead State': 'NJ', Value: '50' },
  { 'Lead State': 'NY', Value: 100 },
];

describe('the data pipeline', () => {
  it('validates, transforms and analyses, each step given the output of the one before under its id', () => {
    const validate = ValidationOutput.parse(
      new DataQualityAgent().validation(namedDataset.parse({ source_data: source })),
    );
    const transform = TransformationOutput.parse(new EtlAgent().transformation(earlierRows.parse({ validate })));
    const analyze = AnalysisOutput.parse(new AnalyticsAgent().analysis(earlierRows.parse({ transform })));
    expect(validate).toMatchObject({ valid: true, rows: source });
    expect(transform).toMatchObject({ dropped: 1, renamed: { 'Lead State': 'lead_state', Value: 'value' } });
    expect(analyze).toEqual({
      rowCount: 2,
      numeric: { value: { count: 2, min: 50, max: 100, mean: 75, sum: 150 } },
      categories: { lead_state: { NY: 1, NJ: 1 } },
    });
  });

  it('answers that a bad dataset is not valid, and passes it on', () => {
    const rows = [{ a: 1 }, { a: 'x' }, { a: 2 }];
    expect(new DataQualityAgent().validation({ any_name: rows })).toMatchObject({ valid: false, rows });
  });

  it.each([{}, { a: [], b: [] }, { a: 'text' }, { a: [1] }])('takes no dataset like %j', (input) => {
    expect(namedDataset.safeParse(input).success).toBe(false);
  });

  it.each([{}, { a: { rows: 1 } }, { a: { rows: [] }, b: { rows: [] } }])(
    'takes no earlier output like %j',
    (input) => {
      expect(earlierRows.safeParse(input).success).toBe(false);
    },
  );
});
