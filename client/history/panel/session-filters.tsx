// Narrowing the sessions to one author, or to what is selected.
import { useMemo } from 'react'
import { Choose } from '../../parts/choose.tsx'
import { useSelected } from '../../world/context/selection.ts'
import { useArtifactState, useWorld } from '../../world/context/use-world.ts'
import type { HistoryAuthor } from '../../../shared/wire/api/history-bodies.ts'
import { authorKey } from '../words/author-key.ts'
import { authorWords } from '../words/moment-words.ts'
import { nameIn } from '../words/value-words.ts'
import { useNarrowed, useSessions, useTimeTravel } from '../use-time-travel.ts'

const ALL = 'all'

export function SessionFilters() {
  const { filter } = useTimeTravel()
  const { author, thing } = useNarrowed()
  const { list } = useSessions()
  const { selection, view } = useWorld()
  const chosen = useSelected(selection, (now) => now.id)
  const isThere = useArtifactState(chosen, (artifact) => artifact !== null)
  const authors = useMemo(() => {
    const all = list.toReversed().flatMap((session) => session.authors)
    return new Map<string, HistoryAuthor>(all.map((one) => [authorKey(one), one]))
  }, [list])
  const things = [...new Set([...(isThere && chosen !== null ? [chosen] : []), ...(thing ? [thing] : [])])]
  return (
    <div className="session-filters">
      <Choose
        label="Who wrote"
        value={author === null ? ALL : authorKey(author)}
        options={[
          { value: ALL, label: 'by everybody' },
          ...[...authors].map(([value, one]) => ({ value, label: `by ${authorWords(one)}` })),
        ]}
        onChoose={(value) => filter.narrow({ author: authors.get(value) ?? null })}
      />
      <Choose
        label="What was written on"
        value={thing ?? ALL}
        options={[
          { value: ALL, label: 'on everything' },
          ...things.map((id) => ({
            value: id,
            label: `on ${id === 'world' ? 'the title' : nameIn(view, id)}`,
          })),
        ]}
        onChoose={(value) => filter.narrow({ thing: things.find((id) => id === value) ?? null })}
      />
    </div>
  )
}
