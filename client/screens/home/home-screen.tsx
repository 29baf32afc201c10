// Home: the worlds of this place, a new one, one by its address, and the data that waits on this device.
import { Suspense, useMemo, useState } from 'react'
import { Plus } from 'lucide-react'
import { lazyWithRetry } from '../../browser/lazily.ts'
import { noteMade } from '../../navigation/just-made.ts'
import { useMe } from '../../session/me.ts'
import type { WorldSummary } from '../../../shared/wire/api/world-bodies.ts'
import { pathOfWorld, go } from '../../navigation/route.ts'
import { Button } from '../../parts/button.tsx'
import { DropHint } from '../../parts/drop-hint.tsx'
import { CopyList } from '../../home/copy-list.tsx'
import { ImportButton, ImportCard, useImport } from './import-worlds.tsx'
import { LeftWorlds } from '../../home/left-worlds.tsx'
import { Masthead } from '../masthead.tsx'
import { NewWorldCard } from '../../home/new-world.tsx'
import { Offers } from '../../home/world-offers.tsx'
import { OpenAddress } from '../../home/open-address.tsx'
import { ThisDevice } from '../../home/this-device.tsx'
import { WorldList } from '../../home/world-list.tsx'
import { useWorlds } from '../../session/listed-worlds.ts'
import type { Address } from '../../../shared/world/address.ts'
import type { PortalTarget } from '../../home/portal-item.tsx'
import '../../home/home.css'

/** Things between nodes are asked for once the worlds are there. */
const BetweenHome = lazyWithRetry(() => import('./transfers-home.tsx'))

const MetPeople = lazyWithRetry(() => import('../../home/met-people.tsx'))

const PortalCard = lazyWithRetry(() => import('../../portals/portal-card.tsx'))

async function saveFolder(world: Address): Promise<void> {
  const { saveListedWorld } = await import('../../folder/save-folder.ts')
  await saveListedWorld(world)
}

export default function HomeScreen() {
  const { access, person } = useMe()
  const [worlds, ask] = useWorlds()
  const [making, setMaking] = useState(false)
  const [portalTo, setPortalTo] = useState<PortalTarget | null>(null)
  const importing = useImport()
  const listed = useMemo(
    () => new Set(worlds.state === 'here' ? worlds.worlds.map(({ address }) => address) : []),
    [worlds],
  )
  const enter = ({ address }: WorldSummary): void => go(pathOfWorld(address))
  const begin = (made: WorldSummary, isBlank: boolean): void => {
    if (isBlank) noteMade(made.address)
    enter(made)
  }
  /** One is entered; of several the list tells. */
  function imported(made: readonly WorldSummary[]): void {
    const [only] = made
    if (only && made.length === 1) return enter(only)
    closeImport()
  }
  /** Some may be made already. */
  function closeImport(): void {
    importing.done()
    ask()
  }
  return (
    <div className="home" {...importing.dropProps}>
      <title>Inkland</title>
      <Masthead />
      <main className="home-sheet">
        <header className="home-head">
          <h1 className="home-title">Worlds</h1>
          <ImportButton onChoose={importing.choose} disabled={worlds.state === 'offline'} />
          <Button look="main" onClick={() => setMaking(true)} disabled={worlds.state === 'offline'}>
            <Plus size={18} aria-hidden="true" /> New world
          </Button>
        </header>
        <CopyList />
        {access === 'accounts' && person.kind === 'account' && worlds.state === 'here' && (
          <Offers onChange={ask} />
        )}
        <WorldList
          worlds={worlds}
          onChange={ask}
          onNew={() => setMaking(true)}
          onPortal={setPortalTo}
          saveFolder={saveFolder}
        />
        {worlds.state === 'here' && (
          <Suspense fallback={null}>
            <MetPeople listed={listed} onPortal={setPortalTo} />
          </Suspense>
        )}
        <LeftWorlds worlds={worlds} />
        {worlds.state === 'here' && (
          <Suspense fallback={null}>
            <BetweenHome />
          </Suspense>
        )}
        <OpenAddress />
        <ThisDevice worlds={worlds} />
      </main>
      {importing.isDropping && <DropHint words="Drop to make a world of it" />}
      {portalTo !== null && (
        <Suspense fallback={null}>
          <PortalCard to={portalTo} onClose={() => setPortalTo(null)} />
        </Suspense>
      )}
      <NewWorldCard open={making} onClose={() => setMaking(false)} onMade={begin} />
      <ImportCard picked={importing.picked} onClose={closeImport} onMade={imported} />
    </div>
  )
}
