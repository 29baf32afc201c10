// A command: something one can do, by its name in the palette, by its keys, or both.
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { FoundPassage } from '../../../shared/search/passage.ts'
import type { Right } from '../../../shared/world/rights.ts'
import type { Viewport } from '../geometry/viewport.ts'
import type { World } from '../context/use-world.ts'
import type { Mode } from '../play/mode.ts'

export const COMMAND_GROUPS = [
  'Go',
  'Walk',
  'Make',
  'Selected things',
  'Select',
  'Write',
  'View',
  'Play',
  'World',
] as const
export type CommandGroup = (typeof COMMAND_GROUPS)[number]

/** The context of commands. */
export interface Context {
  readonly world: World
  readonly viewport: Viewport
  /** The floor that is shown. */
  readonly floor: ArtifactId
  readonly isPhone: boolean
  readonly mode: Mode
  readonly right: Right
  /** The selected things, in the order of their selection. */
  readonly selected: readonly ArtifactId[]
}

export interface Command {
  readonly id: string
  readonly title: string
  readonly group: CommandGroup
  readonly keys?: readonly string[]
  /** Words that people look for it by, beside its title. */
  readonly words?: string
  /** The drawing of the thing that it makes. */
  readonly sprite?: string
  /** The element with these keys: they are listed, and run where the focus is. */
  readonly keysOf?: 'thing' | 'page' | 'outline' | 'pointer'
  /**
   * Its keys work while one writes, too; `bare`: on the page of the floor, where the page has no use for
   * them.
   */
  readonly inText?: true | 'bare'
  /** Only there in one mode, where its group does not say so. */
  readonly mode?: Exclude<Mode, 'look'>
  /** The right that it takes, beyond being here. */
  readonly needs?: 'act' | 'edit' | 'own'
  /** False where it makes no sense; then it is not offered. */
  readonly when?: (context: Context) => boolean
  readonly does: RunningCommand | ByHand
}

/** It runs, or asks for more first. */
export type RunningCommand =
  | { readonly kind: 'run'; readonly run: (context: Context) => void }
  | { readonly kind: 'ask'; readonly ask: (context: Context) => CommandStep }
/** It is done by hand only, and listed for its keys. */
interface ByHand {
  readonly kind: 'hand'
}

export const BY_HAND: ByHand = { kind: 'hand' }
export const runs = (run: (context: Context) => void): RunningCommand => ({ kind: 'run', run })
export const asks = (ask: (context: Context) => CommandStep): RunningCommand => ({ kind: 'ask', ask })

/** The next question, in the palette. */
export interface CommandStep {
  readonly prompt: string
  /** Said when nothing fits. */
  readonly nothing: string
  /** The typed text chooses the matches among these; they may depend on it, too. */
  readonly choices: (query: string) => readonly CommandChoice[]
}

/** A line of the palette. */
export interface CommandChoice {
  readonly id: string
  readonly title: string
  /** The note that tells it from others with the same title. */
  readonly note?: string
  readonly keys?: string
  /** Words that people look for it by, beside its title. */
  readonly words?: string
  readonly icon?: ChoiceIcon
  /** What was found in its page. */
  readonly passage?: Pick<FoundPassage, 'before' | 'match' | 'after'>
  /** It matches any typed text. */
  readonly always?: true
  readonly does: RunningCommand
}

export type ChoiceIcon =
  | { readonly sprite: string }
  | 'command'
  | 'world'
  | 'heading'
  | 'person'
  | 'page'
  | 'limbo'
