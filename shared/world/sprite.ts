// The sprites that come with the program; the client draws each by its name. Another name is drawn as a box.

export const SPRITES = [
  'lamp',
  'bench',
  'tree',
  'chest',
  'sign',
  'door',
  'stone',
  'book',
  'key',
  'plant',
  'cup',
  'cat',
  'box',
  'table',
  'house',
  'ball',
] as const

export type Sprite = (typeof SPRITES)[number]

/** The sprite to draw for a look's name. */
export function spriteFor(name: string): Sprite {
  return SPRITES.find((sprite) => sprite === name) ?? 'box'
}
