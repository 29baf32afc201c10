// The looks for a new thing, by people's words for them: drawings, coloured grounds, emoji. Also the earlier
// choices.
import { foldText } from '../../shared/search/folded-text.ts'
import { SPRITES, emojiSprite, oneEmoji, paintSprite, type Sprite } from '../../shared/world/sprites.ts'
import { storePreference, readPreference } from '../device/preferences.ts'
import { EMOJI, FEW, type Emoji } from './emoji.ts'

export interface LookChoice {
  readonly sprite: string
  /** The first name of a thing with this look. */
  readonly name: string
  /** The label of its button: no two are the same. */
  readonly label: string
  /** Other words that it is found by. */
  readonly words: string
}

interface Choices {
  readonly recent: readonly LookChoice[]
  readonly things: readonly LookChoice[]
  readonly grounds: readonly LookChoice[]
  readonly emoji: readonly LookChoice[]
}

const WORDS: Partial<Record<Sprite, string>> = {
  lamp: 'light',
  bench: 'seat park',
  tree: 'wood forest plant',
  chest: 'treasure trunk',
  sign: 'arrow way post',
  door: 'gate entrance',
  stone: 'rock',
  book: 'read story',
  key: 'lock open',
  plant: 'pot flower',
  cup: 'tea coffee mug',
  cat: 'animal pet',
  box: 'parcel crate',
  table: 'desk furniture',
  house: 'home building',
  ball: 'play game',
  board: 'sign notice words poster blackboard',
  chair: 'seat furniture',
  bed: 'sleep furniture',
  window: 'view glass',
  lantern: 'light lamp fire',
  fence: 'garden wall',
  bridge: 'river way stone',
  boat: 'ship sail water',
  flower: 'plant garden rose',
  mushroom: 'plant forest toadstool',
  cloud: 'sky weather',
  statue: 'person stone figure',
  scroll: 'paper letter read map',
  coin: 'money gold',
  card: 'note paper task words',
}

export const THINGS: readonly LookChoice[] = SPRITES.map((sprite) => ({
  sprite,
  name: sprite,
  label: sprite,
  words: WORDS[sprite] ?? '',
}))

/** Quiet enough to read on, far enough apart to tell rooms by. */
const PAINTS: readonly (readonly [name: string, color: string, words: string])[] = [
  ['sand', '#d8b97a', 'yellow beach'],
  ['grass', '#86ad5f', 'green lawn'],
  ['water', '#6aa9c4', 'blue sea lake'],
  ['stone', '#a9a59b', 'grey gray'],
  ['brick', '#c97b5c', 'red orange'],
  ['wood', '#b58a5a', 'brown'],
  ['lilac', '#a68cc8', 'purple violet'],
  ['rose', '#d98a95', 'pink'],
]

export const GROUNDS: readonly LookChoice[] = PAINTS.map(([name, color, words]) => ({
  sprite: paintSprite(color),
  name,
  label: `${name} ground`,
  words: `${words} ground area colour room floor box paint`,
}))

export const EMOJI_CHOICES = EMOJI.map(choiceOf)
const FEW_CHOICES = FEW.map(choiceOf)
const ALL = new Map([...THINGS, ...GROUNDS, ...EMOJI_CHOICES].map((choice) => [choice.sprite, choice]))

function choiceOf({ emoji, name, kind }: Emoji): LookChoice {
  return { sprite: emojiSprite(emoji), name, label: `${name} ${emoji}`, words: `${kind} ${emoji}` }
}

/** The results of a search; without one, all but the rarer emoji. Earlier choices come first. */
export function choicesFor(query: string): Choices {
  const sought = foldText(query.trim())
  const recent = recentChoices().filter((choice) => isFound(choice, sought))
  const isNew = (choice: LookChoice): boolean => recent.every(({ sprite }) => sprite !== choice.sprite)
  const among = (choices: readonly LookChoice[]): LookChoice[] =>
    choices.filter((choice) => isFound(choice, sought) && isNew(choice))
  const pasted = oneEmoji(query)
  const emoji = among(sought === '' ? FEW_CHOICES : EMOJI_CHOICES)
  const own = pasted === null ? [] : [ownChoice(pasted)].filter(isNew)
  return {
    recent,
    things: among(THINGS),
    grounds: among(GROUNDS),
    emoji: emoji.length === 0 ? own : emoji,
  }
}

/** An emoji that is not in the list. */
function ownChoice(emoji: string): LookChoice {
  return ALL.get(emojiSprite(emoji)) ?? { sprite: emojiSprite(emoji), name: emoji, label: emoji, words: '' }
}

/** Every word that is sought begins a word of it. */
function isFound({ label, words }: LookChoice, sought: string): boolean {
  const has = ` ${foldText(label)} ${words}`
  return sought.split(/\s+/).every((word) => has.includes(` ${word}`))
}

const RECENT = 'things-used'
const RECENT_MAX = 8

function recentChoices(): readonly LookChoice[] {
  return (readPreference(RECENT) ?? '')
    .split(' ')
    .map((sprite) => ALL.get(sprite) ?? ownRecent(sprite))
    .filter((choice) => choice !== null)
    .slice(0, RECENT_MAX)
}

function ownRecent(sprite: string): LookChoice | null {
  const emoji = sprite.startsWith('emoji:') ? oneEmoji(sprite.slice('emoji:'.length)) : null
  return emoji === null ? null : ownChoice(emoji)
}

/** Keeps on this device what was chosen last. */
export function noteChoice(sprite: string): void {
  const before = (readPreference(RECENT) ?? '').split(' ').filter((other) => other !== sprite && other !== '')
  storePreference(RECENT, [sprite, ...before].slice(0, RECENT_MAX).join(' '))
}
