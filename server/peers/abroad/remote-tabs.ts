// The tabs of people of this node in worlds of other nodes. Their requests are sent there, except coming and
// going: this node knows where somebody is. It also tells them that, whatever the other node believes.
import type { YouEvent } from '../../../shared/wire/frames/action-frames.ts'
import type { Action } from '../../../shared/play/acts/action.ts'
import { nameAsSeenFrom } from '../../../shared/world/foreign-names.ts'
import { nodeOf, type Address, type MemberId, type NodeName } from '../../../shared/world/address.ts'
import type { Outcome } from '../../../shared/world/live/live-state-values.ts'
import type { Member } from '../../contracts/request-member.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { WorldActions, ActionClient } from '../../sync/sync-server.ts'

/** Of so many people the last way back is remembered. */
const GONE_BACK_MAX = 1_000

interface TabsOptions {
  /** Passes on requests. */
  readonly there: WorldActions
  readonly abroad: {
    /** The name of this node elsewhere. */
    name(): NodeName
    came(world: WorldRecord, asker: ActionClient): void
    gone(world: WorldRecord, asker: ActionClient): void
    went(member: MemberId, from: Address, to: Address | null): void
    quit(member: MemberId): Promise<Outcome>
    placeOf(member: MemberId): Address | null
  }
  readonly visit: (member: Member, world: Address, action: Action) => Promise<Outcome>
  /** Somebody puts back what stays in the world of this node where they are. */
  readonly putBack: (member: MemberId) => Promise<Outcome>
  /** Somebody who is at home goes back to where they were before; null: they are not at home. */
  readonly goBack: (member: MemberId) => Promise<Outcome | null>
  /** The world where somebody is, of any node; null: nowhere. */
  readonly placeOf: (member: Member) => Promise<Address | null>
  /** Calls `listener` when somebody is elsewhere, or another. */
  readonly onChanged: (listener: (member: MemberId) => void) => void
}

/** One tab, for the code that passes on its requests. */
interface RemoteTab {
  readonly asker: ActionClient
  /** Tells who one is there, by the last message, and where one is now. */
  introduce(): void
}

export function createTabs(options: TabsOptions): WorldActions {
  const { there, abroad, placeOf } = options
  const tabs = new Map<ActionClient, RemoteTab>()
  const goneBack = new Map<MemberId, { readonly name: string; readonly outcome: Promise<Outcome | null> }>()
  options.onChanged((member) => {
    for (const [asker, tab] of tabs) if (asker.member.id === member) tab.introduce()
  })

  function tabOf({ address }: WorldRecord, asker: ActionClient): RemoteTab {
    const onGo = (to: Address | null): void => {
      const node = nodeOf(address)
      if (node !== null) abroad.went(asker.member.id, address, to && nameAsSeenFrom(to, node, abroad.name()))
    }
    const tab = tabs.get(asker) ?? createTab(asker, placeOf, onGo)
    tabs.set(asker, tab)
    return tab
  }

  /** Back from home, once for each number, since a client that had no answer asks again. */
  function goBack(member: MemberId, name: string): Promise<Outcome | null> {
    const known = goneBack.get(member)
    if (known?.name === name) return known.outcome
    const outcome = options.goBack(member)
    goneBack.delete(member)
    goneBack.set(member, { name, outcome })
    const [oldest] = goneBack.keys()
    if (goneBack.size > GONE_BACK_MAX && oldest !== undefined) goneBack.delete(oldest)
    return outcome
  }

  async function leave(...[world, asker, sequence, request]: Parameters<WorldActions['act']>) {
    const { id } = asker.member
    const name = `${request.session} ${sequence}`
    const isAtHome = abroad.placeOf(id) === null || goneBack.get(id)?.name === name
    const outcome = isAtHome ? await goBack(id, name) : null
    return outcome ?? there.act(world, tabOf(world, asker).asker, sequence, request)
  }

  return {
    act(world, asker, sequence, request) {
      const { verb } = request.action
      // The way back leads from where they are, which may be home while this world slept.
      if (verb === 'leave') return leave(world, asker, sequence, request)
      if (verb === 'visit') return options.visit(asker.member, world.address, request.action)
      // A person who is there puts back there the things of there.
      if (verb === 'putBack' && abroad.placeOf(asker.member.id) === null)
        return options.putBack(asker.member.id)
      if (verb === 'quit') return abroad.quit(asker.member.id)
      return there.act(world, tabOf(world, asker).asker, sequence, request)
    },
    came(world, asker) {
      there.came(world, tabOf(world, asker).asker)
      abroad.came(world, asker)
    },
    failed: (world, error) => there.failed(world, error),
    gone(world, asker) {
      there.gone(world, tabOf(world, asker).asker)
      tabs.delete(asker)
      abroad.gone(world, asker)
    },
  }
}

function createTab(
  asker: ActionClient,
  placeOf: TabsOptions['placeOf'],
  onGo: (to: Address | null) => void,
): RemoteTab {
  let you: YouEvent | null = null
  let told = 0

  function introduce(): void {
    const number = (told += 1)
    placeOf(asker.member).then(
      // A person who moved meanwhile is told that.
      (at) => number === told && you !== null && asker.tell({ ...you, at }),
      () => you !== null && asker.tell(you),
    )
  }

  return {
    introduce,
    asker: {
      member: asker.member,
      refusal: (action) => asker.refusal(action),
      right: () => asker.right(),
      tell(event) {
        if (event.type === 'go') return onGo(event.to)
        if (event.type !== 'you') return asker.tell(event)
        you = event
        introduce()
      },
    },
  }
}
