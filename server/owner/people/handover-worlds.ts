// Things that come into the hands of people here and out of them, by way of other nodes: the requests of the
// parts that know other nodes to the worlds here.
import type { Carried } from '../../../shared/play/crossings/cargo.ts'
import {
  CARRIED_BYTES_MAX,
  CARRIED_VALUES_MAX,
  readThings,
} from '../../../shared/wire/peers/carried-things.ts'
import { valuesIn } from '../../../shared/json/plain-json.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { atLeast } from '../../../shared/world/rights.ts'
import type { ThingHandover, HandoverRefusal, TakeFrom, TakenThings } from '../../contracts/thing-handover.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { OwnedWorld } from '../worlds/owned-world.ts'
import { ASLEEP, HandoverPlays, later, never } from './handover-plays.ts'
import { personMember } from './person-member.ts'
import { ThingsPut, type PuttingOptions } from './things-put.ts'

const CHANGED = later('It was changed at the same moment. Try again.')
const NOT_HELD = never('That is no longer in your hand.')
const TOO_LARGE = never('It holds too much, or has too much written on it, to go to another node.')
const LINKED = never('That is itself on another node. Put it down there, or on your own node.')

interface HandoverOptions extends PuttingOptions {
  readonly own: (world: WorldRecord) => OwnedWorld
}

export function createThingHandover(options: HandoverOptions): ThingHandover {
  const { store, rightOf, loans } = options
  const plays = new HandoverPlays(options)
  const things = new ThingsPut(options, plays)

  /** The world of a thing that is to be taken, and the hand that holds it, if one does. */
  async function whereFrom(from: TakeFrom): Promise<{ world: WorldRecord; hand: ArtifactId | null } | null> {
    if (from.type === 'floor') {
      const world = await store.findById(from.world)
      return world === null || world.binnedAt !== null ? null : { world, hand: null }
    }
    const there = await plays.whereIs(from.member)
    return there && { world: there.world, hand: there.person.body }
  }

  const take: ThingHandover['take'] = async (from, thing, commit) => {
    const there = await whereFrom(from)
    const life = there && (await plays.lifeOf(there.world))
    if (there === null) return NOT_HELD
    if (life === null) return ASLEEP
    const { play } = life
    const { hand } = there
    if (hand !== null && !play.held(hand).some(({ id }) => id === thing)) return NOT_HELD
    const way =
      from.type === 'floor' ? ({ type: 'portal', world: from.to } as const) : ({ type: 'visit' } as const)
    // Things that somebody holds were judged before. A thing that goes by itself brings along only things
    // that it may.
    const departure = await play.depart(thing, way, hand === null ? 'visitor' : 'editor')
    if ('why' in departure) return later(departure.why)
    const carried = readThings(departure.cargo.things)
    const refused = carried === null ? TOO_LARGE : whyNotCarried(carried)
    const left = refused === null ? departure.leave() : null
    if (left === null || carried === null) {
      departure.cancel()
      return refused ?? CHANGED
    }
    const place = there.world.id
    const taken: TakenThings = { world: loans?.at(place, thing)?.loan.world ?? place, things: carried }
    // It is lent by that node from then on, or belongs there.
    const changes = loans?.gone(place, carried) ?? []
    await plays.write(life, {
      update: left,
      free: () => departure.cancel(),
      commit: (write) => commit(taken, write, changes),
    })
    departure.done()
    return taken
  }

  return {
    take,
    put: (to, carried, commit) => things.put(to, carried, commit),
    async held(by) {
      const there = await plays.whereIs(by)
      if (there === null) return []
      const life = await plays.lifeOf(there.world)
      return life && life.play.held(there.person.body)
    },
    async hold(member, node, links) {
      const there = await plays.playOf(member)
      if (there === null) return null
      const { play, person } = there
      await play.setHeldLinks(person.body, node, links)
      return new Map(
        links.flatMap(({ id }) => {
          const shown = play.standInFor(person.body, `${node}/${id}`)
          return shown === null ? [] : [[id, shown]]
        }),
      )
    },
    async leaveBehind(member) {
      const there = await plays.whereIs(member)
      if (there === null || atLeast(rightOf(personMember(there.person), there.world), 'edit')) return
      const life = await plays.lifeOf(there.world)
      await life?.play.putBack(there.person.body)
    },
    async isEmptyHanded(member) {
      const there = await plays.whereIs(member)
      if (there === null) return true
      const life = await plays.lifeOf(there.world)
      return life !== null && life.play.held(there.person.body).length === 0
    },
    async isHere(member) {
      const there = await plays.playOf(member)
      return there !== null && there.play.here().includes(there.person.body)
    },
  }
}

/** Why something cannot go to another node; null: it can. */
function whyNotCarried(things: readonly Carried[]): HandoverRefusal | null {
  if (things.some(({ made }) => made.link !== undefined)) return LINKED
  const text = JSON.stringify(things)
  return Buffer.byteLength(text) > CARRIED_BYTES_MAX || valuesIn(text) > CARRIED_VALUES_MAX ? TOO_LARGE : null
}
