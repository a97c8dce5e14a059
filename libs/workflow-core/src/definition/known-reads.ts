/**
 * Those of these expressions that read known steps alone. Only `steps.<id>` before the first quote is looked at, and
 * text that the compiler does not know letter by letter passes: the checker sees the rest.
 */
export type KnownExpression<Text extends string, StepId extends string> = Text extends unknown
  ? Passing<Text, ReadsOf<Text>, StepId>
  : never;

/** The same for templates, whose expressions stand in their holes. */
export type KnownTemplate<Text extends string, StepId extends string> = Text extends unknown
  ? Passing<Text, ReadsOfHoles<Text>, StepId>
  : never;

type Passing<Text extends string, Read extends string, StepId extends string> = string extends Text
  ? Text
  : [Exclude<Read, StepId>] extends [never]
    ? Text
    : never;

type ReadsOfHoles<
  Text extends string,
  Found extends string = never,
> = Text extends `${string}{{${infer Hole}}}${infer Rest}` ? ReadsOfHoles<Rest, Found | ReadsOf<Hole>> : Found;

type ReadsOf<Text extends string, Found extends string = never> = Text extends `${infer Before}steps.${infer After}`
  ? Before extends `${string}${'"' | "'"}${string}`
    ? Found
    : ReadsOf<After, Before extends `${string}${PartOfName}` ? Found : Found | NameIn<After>>
  : Found;

type Letters = 'abcdefghijklmnopqrstuvwxyz';
type LettersOf<Text extends string> = Text extends `${infer First}${infer Rest}` ? First | LettersOf<Rest> : never;
/** What makes `steps` a member or the end of another name. */
type PartOfName = LettersOf<Letters> | Uppercase<LettersOf<Letters>> | LettersOf<'0123456789_$.'>;

/** What can follow a name. */
type Ends = [
  '.',
  '?',
  '[',
  ']',
  ')',
  '}',
  ' ',
  ',',
  '=',
  '!',
  '<',
  '>',
  '&',
  '|',
  '+',
  '-',
  '*',
  '/',
  '%',
  ':',
  '\n',
  '\t',
];

/** The name that a text begins with. */
type NameIn<Text extends string, Rest extends readonly string[] = Ends> = Rest extends readonly [
  infer End extends string,
  ...infer Others extends readonly string[],
]
  ? NameIn<Text extends `${infer Name}${End}${string}` ? Name : Text, Others>
  : Text;
