// Narrowing the sessions to one author, to the people of a node, or to what is selected.
import { useMemo, useState } from 'react'
import { atLeast } from '../../../shared/world/rights.ts'
import { Button } from '../../parts/button.tsx'
import { useYou } from '../../world/play/you.ts'
import { askTakingBack } from '../../world/taking-back.ts'
import { filterOf } from '../travel/session-filter.ts'
import { Choose } from '../../parts/choose.tsx'
import { useSelected } from '../../world/context/selection.ts'
import { useArtifactState, useWorld } from '../../world/context/use-world.ts'
import { authorKey, authorNode, type Narrowing } from '../words/author-key.ts'
import { authorWords } from '../../parts/changes/change-words.ts'
import { nameIn } from '../../parts/changes/value-words.ts'
import { momentOf, SINCES, type TakeBackSince } from '../words/take-back-since.ts'
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
    const nodes = [...new Set(all.map(authorNode))].filter((node) => node !== null).toSorted()
    const everybody: readonly Narrowing[] = [
      ...all,
      ...nodes.map((name) => ({ kind: 'node', name }) as const),
    ]
    return new Map(everybody.map((one) => [authorKey(one), one]))
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
      <TakeBackAuthor />
    </div>
  )
}

/** Owners take back what the chosen author wrote. */
function TakeBackAuthor() {
  const { author } = useNarrowed()
  const isOwner = atLeast(useYou()?.right ?? 'see', 'own')
  const [since, setSince] = useState<TakeBackSince>('hour')
  const by = author && filterOf(author)
  if (!isOwner || author === null || by === null) return null
  function ask(): void {
    if (author === null || by === null) return
    const from = momentOf(since)
    const when = SINCES.find(({ value }) => value === since)?.label ?? ''
    askTakingBack({
      of: 'edits',
      what: { author: by, since: from },
      title: `Take back what ${authorWords(author)} wrote?`,
      words: `What ${authorWords(author)} wrote ${when}`,
    })
  }
  return (
    <>
      <Choose label="Take back since when" value={since} options={SINCES} onChoose={setSince} />
      <Button onClick={ask}>Take back…</Button>
    </>
  )
}
