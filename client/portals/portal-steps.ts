// Choosing a world in the palette: the target of a portal, by name or by a pasted address, or the world of
// one's own where one shall stand.
import { nodeOf, partsOf, type Address } from '../../shared/world/address.ts'
import { notify } from '../notices/notices.ts'
import { wordsOf } from '../api/request.ts'
import { runs, type CommandChoice, type Context, type CommandStep } from '../world/commands/command-types.ts'
import { openPalette } from '../world/commands/overlay.ts'
import { parseWorldAddress } from '../navigation/world-address.ts'
import { fetchDestinations, fetchOwnWorlds, NO_OTHER, type PortalDestination } from './portal-destinations.ts'
import { ownNode } from '../session/own-node.ts'
import { goAndMakePortal, makePortal } from './make-portal.ts'
import { titleOf } from '../words/place-words.ts'

type ChosenPortal = Pick<PortalDestination, 'address' | 'title'>

/** Asks where something leads: `chosen` is told. */
export async function askDestination(
  prompt: string,
  from: Address,
  chosen: (destination: ChosenPortal, context: Context) => void,
): Promise<void> {
  const known = (await fetchDestinations()).filter(({ address }) => address !== from)
  openPalette(stepTo(prompt, known, chosen))
}

function stepTo(
  prompt: string,
  known: readonly PortalDestination[],
  chosen: (destination: ChosenPortal, context: Context) => void,
): CommandStep {
  const choices = known.map((destination): CommandChoice => {
    const { address, title, of } = destination
    return {
      id: `to-${address}`,
      title,
      note: of === null ? address : `${address} · of ${of}`,
      words: `${address} ${of ?? ''} ${nodeOf(address) ?? ''}`,
      icon: 'world',
      does: runs((context) => chosen(destination, context)),
    }
  })
  return {
    prompt,
    nothing: 'You know no world by that name. Paste a link or an address.',
    choices: (query) => [...pasted(query, known, chosen), ...choices],
  }
}

/** The typed text is an address, or a link. */
function pasted(
  query: string,
  known: readonly PortalDestination[],
  chosen: (destination: ChosenPortal, context: Context) => void,
): CommandChoice[] {
  const read = parseWorldAddress(query, ownNode())
  if (read === null) return []
  const { address } = read
  const same = known.find((each) => each.address === address)
  const title = same?.title ?? partsOf(address).world
  return [
    {
      id: 'to-pasted',
      title: same?.title ?? address,
      note: same === undefined ? 'this address' : address,
      icon: 'world',
      always: true,
      does: runs((context) => chosen({ address, title }, context)),
    },
  ]
}

export const askForPortal = ({ world }: Context): Promise<void> =>
  askDestination('Where should the portal lead?', world.replica.address, (to, context) => {
    makePortal(context, to)
  })

/** Asks in which of one's own worlds a portal to this one shall stand. */
export async function askForPortalHere({ world }: Context): Promise<void> {
  const { address } = world.replica
  try {
    const own = (await fetchOwnWorlds()).filter((each) => each.address !== address)
    const to = { address, title: titleOf(world.view.title, address) }
    openPalette({
      prompt: 'Which world should the portal stand in?',
      nothing: NO_OTHER,
      choices: () =>
        own.map(({ address: where, title }) => ({
          id: `in-${where}`,
          title: titleOf(title, where),
          note: where,
          words: where,
          icon: 'world',
          does: runs(() => goAndMakePortal(where, to)),
        })),
    })
  } catch (error) {
    notify({ text: wordsOf(error) })
  }
}
