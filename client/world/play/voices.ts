// How something is said: aloud, to all of the world, or to one alone; chosen, or typed before the words
// (`/shout`, `/whisper bob`).
import { foldText } from '../../../shared/search/folded-text.ts'
import type { Action } from '../../../shared/play/acts/action.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'

export type ChosenVoice =
  | { readonly kind: 'say' }
  | { readonly kind: 'shout' }
  | { readonly kind: 'whisper'; readonly to: ArtifactId; readonly name: string }

export const SAY: ChosenVoice = { kind: 'say' }
export const SHOUT: ChosenVoice = { kind: 'shout' }

/** Somebody who can be whispered to. */
export interface Hearer {
  readonly id: ArtifactId
  readonly name: string
}

type Typed =
  | { readonly voice: ChosenVoice; readonly words: string }
  /** It cannot be said so: why not. */
  | { readonly why: string }

/** Reads a typed text; one that begins with no known command is said as it is, in the chosen voice. */
export function readTyped(typed: string, chosen: ChosenVoice, listeners: readonly Hearer[]): Typed {
  const text = typed.trim()
  const [, command = '', rest = ''] = /^\/(\S+)\s*(.*)$/su.exec(text) ?? []
  switch (command.toLowerCase()) {
    case 'say':
      return { voice: SAY, words: rest }
    case 'shout':
      return { voice: SHOUT, words: rest }
    case 'whisper':
    case 'w':
      return whisperIn(rest, listeners)
  }
  return { voice: chosen, words: text }
}

/** Names may have blanks in them, so the longest that fits is meant. */
function whisperIn(rest: string, listeners: readonly Hearer[]): Typed {
  const ends = Array.from(rest.matchAll(/(?<=\S)(?=\s|$)/gu), ({ index }) => index)
  for (const end of ends.toReversed()) {
    const named = foldText(rest.slice(0, end))
    const meant = listeners.find(({ name }) => foldText(name) === named)
    if (meant === undefined) continue
    const { id, name } = meant
    return { voice: { kind: 'whisper', to: id, name }, words: rest.slice(end).trim() }
  }
  return { why: 'Nobody with that name is here. Write /whisper, then a name, then your words.' }
}

/**
 * The request to the owner. `on`: the floor on which a person without an avatar here speaks; null: one has an
 * avatar.
 */
export function actionFor(voice: ChosenVoice, words: string, on: ArtifactId | null): Action {
  switch (voice.kind) {
    case 'say':
      return on === null ? { verb: 'say', words } : { verb: 'say', words, on }
    case 'shout':
      return { verb: 'shout', words }
    case 'whisper':
      return { verb: 'whisper', words, to: voice.to }
  }
}
