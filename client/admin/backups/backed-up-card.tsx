// The worlds in a backup, each to be had back as a new world: nothing that is there now is touched.
import { hasWords, wordsOf as soughtWordsOf } from '../../../shared/search/folded-text.ts'
import { useCallback, useState } from 'react'
import type { BackedUpWorlds, BackupLine } from '../../../shared/wire/api/backup-bodies.ts'
import { parseAddress } from '../../../shared/world/address.ts'
import { Ago } from '../../parts/ago.tsx'
import { wordsOf } from '../../api/request.ts'
import { Link } from '../../parts/route-link.tsx'
import { pathOfWorld } from '../../navigation/route.ts'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/dialog.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { timeWords } from './backup-words.ts'
import { fetchBackedUp, takeOut } from '../../api/admin-api.ts'
import { Answer, SearchLine } from '../frame/admin-section.tsx'
import { useRequest } from '../../parts/requests/use-request.ts'

/** How many are shown; a search finds the others. */
const SHOWN_MAX = 50

interface BackedUpCardProps {
  readonly backup: BackupLine
  readonly onClose: () => void
}

export function BackedUpCard({ backup, onClose }: BackedUpCardProps) {
  const { name } = backup
  const ask = useCallback(() => fetchBackedUp(name), [name])
  const [asked, again] = useRequest(ask)
  return (
    <Card title={`The backup of ${timeWords(backup.madeAt)}`} open onClose={onClose} isWide>
      <p>
        Restoring a world makes a new one, as it was then, beside what is there now. It belongs to whoever it
        belonged to.
      </p>
      <Answer asked={asked} onAgain={again}>
        {({ worlds }) => <Worlds name={name} worlds={worlds} />}
      </Answer>
    </Card>
  )
}

type WorldInBackup = BackedUpWorlds['worlds'][number]

function Worlds({ name, worlds }: { readonly name: string; readonly worlds: readonly WorldInBackup[] }) {
  const [search, setSearch] = useState('')
  const wanted = soughtWordsOf(search)
  const found = worlds.filter(({ title, address }) => hasWords(`${title} ${address}`, wanted))
  return (
    <>
      {worlds.length > 1 && <SearchLine label="Find a world" value={search} onText={setSearch} />}
      {found.length === 0 && <p className="empty">There is no such world in this backup.</p>}
      <ul className="world-list" aria-label="Worlds in this backup">
        {found.slice(0, SHOWN_MAX).map((world) => (
          <Line key={world.id} name={name} world={world} />
        ))}
      </ul>
      {found.length > SHOWN_MAX && (
        <p className="admin-more">
          These are the first {SHOWN_MAX} of {found.length}. Type part of a name to find others.
        </p>
      )}
    </>
  )
}

function Line({ name, world }: { readonly name: string; readonly world: WorldInBackup }) {
  const [made, setMade] = useState<string | null>(null)
  const [trouble, setTrouble] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const address = made === null ? null : parseAddress(made)

  function restore(): void {
    if (isBusy) return
    setBusy(true)
    setTrouble(null)
    takeOut(name, world.id)
      .then(
        (summary) => setMade(summary.address),
        (error: unknown) => setTrouble(wordsOf(error)),
      )
      .finally(() => setBusy(false))
  }

  return (
    <li className="admin-line">
      <p>
        {world.title.trim() === '' ? world.address : world.title}{' '}
        <span className="address">{world.address}</span>
      </p>
      <p className="world-facts">
        changed <Ago at={world.changedAt} />
      </p>
      <Trouble text={trouble} />
      {address === null ? (
        <Button aria-busy={isBusy} onClick={restore} aria-label={`Restore ${world.address} as a new world`}>
          {isBusy ? 'Restoring…' : 'Restore as a new world'}
        </Button>
      ) : (
        <p>
          Restored as <Link to={pathOfWorld(address)}>{address}</Link>.
        </p>
      )}
    </li>
  )
}
