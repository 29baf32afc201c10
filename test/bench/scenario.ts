// A scenario: something worth measuring, on some servers, and the figure to reach.
import type { Server } from './server.ts'
import type { System } from './system.ts'

export interface Figure {
  /** Key of the figure among a run's measurements. */
  readonly key: string
  readonly label: string
  readonly unit: string
  /** Whether Inkland's figure is also set in proportion to each peer's. */
  readonly compared?: boolean
}

/** Figures by their key; several values of one run are as good as several runs. */
export type Measured = Readonly<Record<string, number | readonly number[]>>

/** One run of a scenario with one system. */
export interface Trial {
  readonly system: System
  /** Shorter and smaller, to see that it works. */
  readonly quick: boolean
  /** Starts the system's server on this trial's data; it is stopped after the trial at the latest. */
  readonly serve: () => Promise<Server>
}

/** The cost of an update for a server, all its threads together. */
export const WORK: Figure = {
  key: 'workPerUpdate',
  label: 'work of the server',
  unit: 'us/update',
  compared: true,
}

/** Said with every figure that depends on time, since a machine is seldom for the bench alone. */
export const DISTURBANCE: Figure = {
  key: 'othersBusy',
  label: 'other programs ran',
  unit: 'cores',
}

export interface Target {
  readonly figure: string
  /** A bound for Inkland's figure, or for its proportion to a peer's. */
  readonly kind: 'at least' | 'at most'
  readonly value: number
  readonly times?: System
}

export interface Scenario {
  readonly name: string
  /** The course of events, without figures of any result. */
  readonly what: string
  readonly systems: readonly System[]
  readonly figures: readonly Figure[]
  readonly targets: readonly Target[]
  /** Most rounds that are worth their time; the one asked for when there is none. */
  readonly roundsMax?: number
  run(trial: Trial): Promise<Measured>
}

export const atLeast = (figure: string, value: number, times: System): Target => ({
  figure,
  kind: 'at least',
  value,
  times,
})

export const atMost = (figure: string, value: number): Target => ({ figure, kind: 'at most', value })
