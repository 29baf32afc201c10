// Somebody who walks in a world of a test, with the requests of a browser.
import type { Action, ActingPerson } from '../../../shared/play/acts/action.ts'
import { spotAt } from '../../../shared/play/walking/walk-geometry.ts'
import {
  parseAccountName,
  parseAddress,
  type AccountName,
  type Address,
} from '../../../shared/world/address.ts'
import { DEFAULT_AVATAR_LOOK, type Avatar } from '../../../shared/world/avatar.ts'
import type { PlayOptions } from '../../../shared/play/play.ts'
import type { Outcome } from '../../../shared/world/live/live-state-values.ts'
import { id } from '../world/made.ts'
import type { World } from './world.ts'

export const GARDEN = address('ada/garden')

export function address(text: string): Address {
  const read = parseAddress(text)
  if (read === null) throw new Error(`${text} is no address`)
  return read
}

export function account(name: string): AccountName {
  const read = parseAccountName(name)
  if (read === null) throw new Error(`${name} is no account`)
  return read
}

/** Begins to play a world that is found at an address. */
export async function beginAt(world: World, at: Address, more: Partial<PlayOptions> = {}): Promise<void> {
  await world.begin({ world: at, ...more })
}

export class Player {
  readonly body
  readonly who: ActingPerson
  #sequence = 0
  readonly name
  readonly #world

  constructor(world: World, name: string) {
    this.#world = world
    this.name = name
    this.body = id(name.toLowerCase())
    this.who = { body: this.body, account: account(name.toLowerCase()), look: DEFAULT_AVATAR_LOOK }
  }

  /** Asks, and lets only immediate effects happen. */
  async ask(action: Action): Promise<Outcome> {
    const outcome = this.begin(action)
    await this.#world.pass(50)
    return outcome
  }

  /** Asks; time is let pass elsewhere. */
  begin(action: Action): Promise<Outcome> {
    if (this.#world.play === null) throw new Error('nothing plays')
    const session = `of-${this.name}`
    const sequence = ++this.#sequence
    return this.#world.play.act({ session, sequence, action, person: this.name, who: this.who })
  }

  visit(): Promise<Outcome> {
    return this.ask({ verb: 'visit' })
  }

  /** As it is stored; also while away at home. */
  get avatar(): Avatar {
    const avatar = this.#world.view.artifact(this.body)?.avatar ?? null
    if (avatar === null) throw new Error(`${this.name} is not here`)
    return avatar
  }

  /** Floor and spot now, on the way when they walk. */
  get at(): string {
    const { place, walk } = this.avatar
    const { x, y } = spotAt({ ...place, walk }, this.#world.time.now())
    return `${place.host} ${Math.round(x)},${Math.round(y)}`
  }

  /** Walks to a spot, and lets the time pass that it takes. */
  async walkTo(x: number, y: number): Promise<Outcome> {
    const outcome = await this.ask({ verb: 'walk', to: { x, y } })
    for (let turn = 0; turn < 400 && this.avatar.walk !== null; turn += 1) await this.#world.pass(50)
    return outcome
  }
}
