// The meaning of a look's sprite: one of the drawings that come with the program (`lamp`), an emoji
// (`emoji:🦊`), a coloured area to lay out rooms with (`paint:#d8cfbd`), or a picture that somebody brought
// (`asset:SHA`). Any other name is drawn as a box.
import { pictureOfSprite, type PictureId } from './picture-id.ts'

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
  'board',
  'chair',
  'bed',
  'window',
  'lantern',
  'fence',
  'bridge',
  'boat',
  'flower',
  'mushroom',
  'cloud',
  'statue',
  'scroll',
  'coin',
  'card',
] as const

export type Sprite = (typeof SPRITES)[number]

/** The drawing for a look's name. */
export function spriteFor(name: string): Sprite {
  return SPRITES.find((sprite) => sprite === name) ?? 'box'
}

/** The drawing for a look's name. */
type Drawn =
  | { readonly kind: 'drawing'; readonly sprite: Sprite }
  | { readonly kind: 'emoji'; readonly emoji: string }
  | { readonly kind: 'paint'; readonly color: string }
  | { readonly kind: 'picture'; readonly picture: PictureId }

export function drawnAs(name: string): Drawn {
  const emoji = name.startsWith('emoji:') ? oneEmoji(name.slice('emoji:'.length)) : null
  if (emoji !== null) return { kind: 'emoji', emoji }
  const picture = pictureOfSprite(name)
  if (picture !== null) return { kind: 'picture', picture }
  const color = /^paint:(#[0-9a-fA-F]{6})$/.exec(name)?.[1]
  return color === undefined ? { kind: 'drawing', sprite: spriteFor(name) } : { kind: 'paint', color }
}

/** A ground that other things stand on, which so is never in their way. */
export const isArea = (sprite: string): boolean => drawnAs(sprite).kind === 'paint'

export const emojiSprite = (emoji: string): string => `emoji:${emoji}`
/** `color`: `#rrggbb`. */
export const paintSprite = (color: string): string => `paint:${color}`

/** The longest emoji there is (a family, each with a skin) is shorter, in UTF-16 units. */
const EMOJI_MAX = 40
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Reads a text that is one emoji and nothing else; null when it is not. */
export function oneEmoji(text: string): string | null {
  const emoji = text.trim()
  if (emoji === '' || emoji.length > EMOJI_MAX) return null
  if (!/\p{Extended_Pictographic}|\p{Regional_Indicator}{2}|[0-9#*]\uFE0F?\u20E3/u.test(emoji)) return null
  return [...graphemes.segment(emoji)].length === 1 ? emoji : null
}
