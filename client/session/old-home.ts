// Tells a former guest, who signed in to an existing account, where the things that they carried are: in the
// home of the guest, which is theirs now.
import { Me } from '../../shared/wire/api/node-bodies.ts'
import { parseArtifactId } from '../../shared/world/address.ts'
import { notify } from '../notices/notices.ts'
import { go, pathOfFloor } from '../navigation/route.ts'
import { fetchWorlds } from '../api/worlds-api.ts'

/** `stored`: the server's last answer about the guest. */
export async function tellOldHome(stored: string | null): Promise<void> {
  const { member } = Me.parse(JSON.parse(stored ?? ''))
  if (member === null) return
  const { worlds } = await fetchWorlds()
  // A person who never came into a world has none.
  const home = worlds.find(({ address }) => address === `${member.account}/home`)
  if (home === undefined) return
  const path = pathOfFloor(home.address, parseArtifactId(member.body ?? ''))
  notify({
    text: `What you carried as a guest is in “${home.title}”. That world is yours now.`,
    action: { label: 'Look', run: () => go(path) },
    timeoutMs: 0,
  })
}
