// The figures that people can have: the names of their drawings, as an avatar's look has them.

export const FIGURES = [
  'person',
  'person-bob',
  'person-curls',
  'person-cap',
  'person-hat',
  'person-cat',
  'person-rabbit',
  'person-robot',
] as const

export type Figure = (typeof FIGURES)[number]

/** The drawing for a look's name; one that is not known is drawn as a person. */
export function figureFor(name: string): Figure {
  return FIGURES.find((figure) => figure === name) ?? 'person'
}
