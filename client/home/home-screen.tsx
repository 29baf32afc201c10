// Home: the worlds of this place, a new one, one by its address, and what waits on this device.
import { Suspense, useMemo, useState } from 'react'
import { Plus } from 'lucide-react'
import { lazily } from '../app/lazily.ts'
import { noteMade } from '../app/just-made.ts'
import { useMe } from '../app/me.ts'
import type { WorldSummary } from '../../shared/wire/api/world-bodies.ts'
import { pathOfWorld, go } from '../app/route.ts'
import { Button } from '../parts/button.tsx'
import { DropHint } from '../folder/drop-hint.tsx'
import { CopyList } from './copy-list.tsx'
import { ImportButton, ImportCard, useImport } from './import.tsx'
import { LeftWorlds } from './left-worlds.tsx'
import { Masthead } from './masthead.tsx'
import { NewWorldCard } from './new-world.tsx'
import { Offers } from './offers.tsx'
import { OpenAddress } from './open-address.tsx'
import { ThisDevice } from './this-device.tsx'
import { WorldList } from './world-list.tsx'
import { useWorlds } from './worlds.ts'
import './home.css'

/** What is between nodes is asked for once the worlds are there. */
const BetweenHome = lazily(() => import('../peers/between-home.tsx'))

const MetPeople = lazily(() => import('../peers/met-people.tsx'))

export default function HomeScreen() {
  const { access, person } = useMe()
  const [worlds, ask] = useWorlds()
  const [making, setMaking] = useState(false)
  const importing = useImport()
  const listed = useMemo(
    () => new Set(worlds.state === 'here' ? worlds.worlds.map(({ address }) => address) : []),
    [worlds],
  )
  const enter = ({ address }: WorldSummary): void => go(pathOfWorld(address))
  const begin = (made: WorldSummary): void => {
    noteMade(made.address)
    enter(made)
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
        <WorldList worlds={worlds} onChange={ask} onNew={() => setMaking(true)} />
        {worlds.state === 'here' && (
          <Suspense fallback={null}>
            <MetPeople listed={listed} />
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
      <NewWorldCard open={making} onClose={() => setMaking(false)} onMade={begin} />
      <ImportCard picked={importing.picked} onClose={importing.done} onMade={enter} />
    </div>
  )
}
