// Tells who was a guest, and signed in to an account they had, where what they carried is: in the home of the
// guest, which is theirs now.
import { Me } from '../../shared/wire/api/node-bodies.ts'
import { parseArtifactId } from '../../shared/world/address.ts'
import { notify } from '../notices/notices.ts'
import { go, pathOfFloor } from '../navigation/route.ts'
import { fetchWorlds } from '../api/worlds-api.ts'

/** `stored`: what the server said last of who the guest was. */
export async function tellOldHome(stored: string | null): Promise<void> {
  const { member } = Me.parse(JSON.parse(stored ?? ''))
  if (member === null) return
  const { worlds } = await fetchWorlds()
  // Who never came into a world has none.
  const home = worlds.find(({ address }) => address === `${member.account}/home`)
  if (home === undefined) return
  const path = pathOfFloor(home.address, parseArtifactId(member.body ?? ''))
  notify({
    text: `What you carried as a guest is in “${home.title}”. That world is yours now.`,
    action: { label: 'Look', run: () => go(path) },
    timeoutMs: 0,
  })
}
