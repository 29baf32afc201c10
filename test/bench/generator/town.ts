// A place where people walk and talk, whatever a server calls it.
import type { Endpoint } from './client.ts'

export interface Spot {
  readonly x: number
  readonly y: number
}

export interface Town {
  /** Resolves when the walker has it that it walks there. */
  walk(person: number, to: Spot): Promise<void>
  /** Resolves when the speaker has it that this was said. */
  say(person: number, words: string): Promise<void>
  /** Bytes that were sent to and by each person so far. */
  traffic(): readonly number[]
  /** How many of the people see something else than somebody who comes now, once all stand still. */
  divergences(): Promise<number>
  leave(): void
}

/** `isBare`: nothing stands there, so that every walker arrives. */
export type OpenTown = (endpoint: Endpoint, name: string, people: number, isBare: boolean) => Promise<Town>

export interface Area {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** The part of the floor that people walk on. */
export const FLOOR: Area = { left: 20, top: 100, width: 860, height: 1500 }
