// The bin: worlds that were moved here. They come back whole, or go for good.
import { Undo2 } from 'lucide-react'
import { useCallback, useEffect, useState } from 'react'
import type { WorldSummary } from '../../../shared/wire/api/world-bodies.ts'
import { Ago } from '../../parts/ago.tsx'
import { wordsOf } from '../../api/request.ts'
import { Link } from '../../parts/route-link.tsx'
import { notify } from '../../notices/notices.ts'
import { HOME } from '../../navigation/route.ts'
import { Button } from '../../parts/button.tsx'
import { Question } from '../../parts/dialog.tsx'
import { destroyWorld, fetchBin, restoreWorld } from '../../api/worlds-api.ts'
import { Masthead } from '../masthead.tsx'
import '../../home/home.css'

type Bin =
  | { readonly state: 'asking' }
  | { readonly state: 'here'; readonly worlds: readonly WorldSummary[] }
  | { readonly state: 'failed'; readonly text: string }

function useBin(): readonly [Bin, () => void] {
  const [bin, setBin] = useState<Bin>({ state: 'asking' })
  const ask = useCallback(() => {
    fetchBin().then(
      ({ worlds }) => setBin({ state: 'here', worlds }),
      (error: unknown) => setBin({ state: 'failed', text: wordsOf(error) }),
    )
  }, [])
  useEffect(ask, [ask])
  return [bin, ask]
}

export default function BinScreen() {
  const [bin, ask] = useBin()
  return (
    <div className="home">
      <title>The bin · Inkland</title>
      <Masthead />
      <main className="home-sheet">
        <header className="home-head">
          <h1 className="home-title">The bin</h1>
          <Link to={HOME} className="button button-quiet">
            Back to the worlds
          </Link>
        </header>
        <BinList bin={bin} onChange={ask} />
      </main>
    </div>
  )
}

function BinList({ bin, onChange }: { readonly bin: Bin; readonly onChange: () => void }) {
  switch (bin.state) {
    case 'asking':
      return <div className="world-list" aria-busy="true" />
    case 'failed':
      return (
        <div className="empty">
          <p>{bin.text}</p>
          <Button onClick={onChange}>Try again</Button>
        </div>
      )
    case 'here':
      if (bin.worlds.length === 0)
        return <p className="empty">The bin is empty. Worlds you move to the bin wait here.</p>
      return (
        <ul className="world-list">
          {bin.worlds.map((world) => (
            <BinLine key={world.id} world={world} onChange={onChange} />
          ))}
        </ul>
      )
  }
}

function BinLine({ world, onChange }: { readonly world: WorldSummary; readonly onChange: () => void }) {
  const [asking, setAsking] = useState(false)
  function restored(): void {
    onChange()
    notify({ text: `“${world.title}” is back at ${world.address}.` })
  }
  function restore(): void {
    restoreWorld(world.id).then(restored, (error: unknown) => notify({ text: wordsOf(error) }))
  }
  async function destroy(): Promise<void> {
    await destroyWorld(world.id)
    onChange()
  }
  return (
    <li className="world-line">
      <div className="world-link">
        <span className="world-title">{world.title}</span>
        <span className="world-facts">
          <span className="address">{world.address}</span>
          {world.binnedAt !== null && (
            <>
              {' · moved here '}
              <Ago at={world.binnedAt} />
            </>
          )}
        </span>
      </div>
      <Button look="quiet" onClick={restore} aria-label={`Restore ${world.title}`}>
        <Undo2 size={16} aria-hidden="true" /> Restore
      </Button>
      <Button look="quiet" onClick={() => setAsking(true)} aria-label={`Delete ${world.title} for good`}>
        Delete for good
      </Button>
      <Question
        title={`Delete “${world.title}” for good?`}
        text="Its pages, things and whole history go, for everyone. This cannot be undone."
        yes="Delete for good"
        open={asking}
        onClose={() => setAsking(false)}
        onYes={destroy}
      />
    </li>
  )
}
