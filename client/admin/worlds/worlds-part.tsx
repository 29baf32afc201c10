// All worlds of the node, or those in the bin: their owners, their sizes, and who is there.
import { useCallback, useState } from 'react'
import { Undo2 } from 'lucide-react'
import type { AdminWorld } from '../../../shared/wire/api/admin-bodies.ts'
import { Ago } from '../../parts/ago.tsx'
import { Link } from '../../parts/route-link.tsx'
import { count } from '../../words/counts.ts'
import { Button } from '../../parts/button.tsx'
import { changeWorld, fetchWorlds, type ListQuery } from '../../api/admin-api.ts'
import { Answer, Pages, SearchLine, Section } from '../frame/admin-section.tsx'
import { pathOfHealth } from '../../navigation/admin-sections.ts'
import { dayWords, sizeWords } from '../../words/size-words.ts'
import { Table, type Column } from '../frame/admin-table.tsx'
import { useServerAction } from '../../parts/requests/use-action.ts'
import { useList } from '../frame/use-paged-list.ts'

const WORLD: Column<AdminWorld> = {
  title: 'World',
  cell: ({ id, title, address }) => (
    <span className="admin-who">
      <Link to={pathOfHealth(id)} className="admin-name">
        {title}
      </Link>{' '}
      <span className="address">{address}</span>
    </span>
  ),
}
const OWNER: Column<AdminWorld> = {
  title: 'Owner',
  cell: ({ owner }) => (owner === null ? 'nobody' : owner.name),
}
const SIZE: Column<AdminWorld> = { title: 'Size', isNumber: true, cell: ({ bytes }) => sizeWords(bytes) }
const HERE: Column<AdminWorld> = { title: 'Here now', isNumber: true, cell: ({ people }) => people || '–' }
const PROGRAMS: Column<AdminWorld> = {
  title: 'Programs',
  cell: ({ hasCode, faults }) => (faults > 0 ? count(faults, 'fault') : hasCode ? 'well' : 'none'),
}
const CHANGED: Column<AdminWorld> = { title: 'Last change', cell: ({ changedAt }) => <Ago at={changedAt} /> }
const BINNED: Column<AdminWorld> = {
  title: 'Moved to the bin',
  cell: ({ binnedAt, goneAt }) =>
    binnedAt !== null && (
      <>
        <Ago at={binnedAt} />
        {goneAt != null && <span className="admin-more">, until {dayWords(goneAt)}</span>}
      </>
    ),
}

const COLUMNS = { here: [WORLD, OWNER, SIZE, HERE, PROGRAMS, CHANGED], binned: [WORLD, OWNER, SIZE, BINNED] }

export default function WorldsPart() {
  const [which, setWhich] = useState<'here' | 'binned'>('here')
  const isBin = which === 'binned'
  return (
    <Section
      title={isBin ? 'Worlds in the bin' : 'Worlds'}
      ways={
        <Button look="quiet" onClick={() => setWhich(isBin ? 'here' : 'binned')}>
          {isBin ? 'Back to the worlds' : 'The bin'}
        </Button>
      }
    >
      <WorldTable key={which} which={which} />
    </Section>
  )
}

function WorldTable({ which }: { readonly which: 'here' | 'binned' }) {
  const ask = useCallback((wanted: ListQuery) => fetchWorlds(wanted, which), [which])
  const { asked, again, search, setSearch, page, setPage } = useList(ask)
  const doing = useServerAction(again)
  const restore = ({ id, title }: AdminWorld): void =>
    doing(changeWorld(id, 'restore'), `“${title}” is back where it was.`)
  return (
    <>
      <SearchLine label="Search by title or address" value={search} onText={setSearch} />
      <Answer asked={asked} onAgain={again}>
        {({ worlds, total }) => (
          <>
            {worlds.length === 0 && (
              <p className="empty">
                {search !== ''
                  ? 'No world has that name.'
                  : which === 'here'
                    ? 'There are no worlds yet.'
                    : 'The bin is empty.'}
              </p>
            )}
            {worlds.length > 0 && (
              <Table
                label={which === 'here' ? 'Worlds' : 'Worlds in the bin'}
                columns={COLUMNS[which]}
                lines={worlds}
                keyOf={({ id }) => id}
                {...(which === 'binned' && {
                  renderWays: (world: AdminWorld) => (
                    <Button look="quiet" onClick={() => restore(world)} aria-label={`Restore ${world.title}`}>
                      <Undo2 size={16} aria-hidden="true" /> Restore
                    </Button>
                  ),
                })}
              />
            )}
            <Pages page={page} total={total} noun="world" onPage={setPage} />
          </>
        )}
      </Answer>
    </>
  )
}
