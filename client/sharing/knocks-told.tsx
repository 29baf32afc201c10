// Says who knocks at a world of one's own, on whichever screen one is. A knock is announced once.
import { useEffect } from 'react'
import { parseAddress, type MemberId } from '../../shared/world/address.ts'
import type { WaitingKnocks } from '../../shared/wire/api/sharing-bodies.ts'
import { fetchKnocks } from '../api/sharing-api.ts'
import { repeatWhileSeen } from '../device/repeat.ts'
import { go, pathOfWorld, useRoute } from '../navigation/route.ts'
import { notify } from '../notices/notices.ts'
import { useMe } from '../session/me.ts'
import { openShare, waitingKnocks, wantedShare } from './waiting-knocks.ts'

/** How often it is looked, in ms: somebody waits, and nobody has to be fast. */
const LOOK_MS = 8_000

/** How long a knock stays on the screen: the number beside “Share” stays until it is answered. */
const TOLD_MS = 15_000

type WaitingKnock = WaitingKnocks['knocks'][number]

/** Whose they are: whoever signs in next has other worlds. */
let knownOf: MemberId | null = null

export function KnocksTold() {
  const { person } = useMe()
  const { id } = person
  const isAsked = person.kind === 'account'
  const route = useRoute()
  const here = route.screen === 'world' ? route.address : null
  useEffect(() => {
    if (!isAsked) return undefined
    if (knownOf !== id) waitingKnocks.set([])
    knownOf = id
    async function look(isWanted: () => boolean): Promise<void> {
      // If they cannot be fetched now, they are fetched again.
      const now = await fetchKnocks().catch(() => null)
      if (now === null || !isWanted()) return
      const known = new Set(waitingKnocks.now.map(keyOf))
      waitingKnocks.set(now.knocks)
      for (const knock of now.knocks)
        if (!known.has(keyOf(knock)) && openShare.now !== knock.address) announce(knock, here)
    }
    return repeatWhileSeen(look, LOOK_MS)
  }, [isAsked, id, here])
  return null
}

const keyOf = ({ address, account }: WaitingKnock): string => `${address} ${account}`

function announce({ name, words, address: at, title }: WaitingKnock, here: string | null): void {
  const address = parseAddress(at)
  if (address === null) return
  const where = address === here ? 'at the door' : `at the door of “${title}”`
  notify({
    text: `${name} is ${where}${words === '' ? '.' : `: “${words}”`}`,
    action: {
      label: 'Look',
      run() {
        wantedShare.set(address)
        if (address !== here) go(pathOfWorld(address))
      },
    },
    timeoutMs: TOLD_MS,
  })
}
