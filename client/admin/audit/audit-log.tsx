// The events of this node, the last one first, in plain words.
import { useCallback, useState } from 'react'
import type { DeedLine, DeedPage } from '../../../shared/wire/api/admin-bodies.ts'
import { Ago } from '../../parts/ago.tsx'
import { wordsOf } from '../../api/request.ts'
import { notify } from '../../notices/notices.ts'
import { Button } from '../../parts/button.tsx'
import { Choose } from '../../parts/choose.tsx'
import { fetchDeeds } from '../../api/admin-api.ts'
import { auditWords } from './audit-words.ts'
import { Answer, SearchLine, Section } from '../frame/admin-section.tsx'
import { useDebounced } from '../../browser/use-debounced.ts'
import { useRequest } from '../../parts/requests/use-request.ts'

const AREAS = [
  { value: '', label: 'everything' },
  { value: 'account', label: 'accounts' },
  { value: 'session', label: 'signing in' },
  { value: 'invitation', label: 'invitations' },
  { value: 'world', label: 'worlds' },
  { value: 'right', label: 'rights' },
  { value: 'group', label: 'groups' },
  { value: 'asset', label: 'pictures' },
  { value: 'device', label: 'newer work on devices' },
  { value: 'admin', label: 'admins' },
] as const

type Area = (typeof AREAS)[number]['value']

const REST_MS = 250

export default function DeedsPart() {
  const [area, setArea] = useState<Area>('')
  const [who, setWho] = useState('')
  const wanted = useDebounced(who.trim().toLowerCase(), REST_MS)
  const ask = useCallback(() => fetchDeeds({ before: '', who: wanted, area }), [wanted, area])
  const [asked, again] = useRequest(ask)
  return (
    <Section title="What happened" text="Kept for a year, then deleted.">
      <div className="admin-filters">
        <SearchLine label="By or to: an account name" value={who} onText={setWho} />
        <Choose label="Topic" value={area} options={AREAS} onChoose={setArea} />
      </div>
      <Answer asked={asked} onAgain={again}>
        {(page) => (
          <Deeds key={`${area} ${wanted} ${page.deeds[0]?.id ?? ''}`} first={page} who={wanted} area={area} />
        )}
      </Answer>
    </Section>
  )
}

interface DeedsProps {
  readonly first: DeedPage
  readonly who: string
  readonly area: Area
}

function Deeds({ first, who, area }: DeedsProps) {
  const [more, setMore] = useState<readonly DeedLine[]>([])
  const [next, setNext] = useState(first.next)
  async function goOn(before: string): Promise<void> {
    try {
      const page = await fetchDeeds({ before, who, area })
      setMore((shown) => [...shown, ...page.deeds])
      setNext(page.next)
    } catch (error) {
      notify({ text: wordsOf(error) })
    }
  }
  const deeds = [...first.deeds, ...more]
  return (
    <>
      {deeds.length === 0 && (
        <p className="empty">Nothing of that kind has happened{who === '' ? ' yet' : ' to or by them'}.</p>
      )}
      <ul className="world-list" aria-label="What happened">
        {deeds.map((deed) => (
          <li key={deed.id} className="admin-line admin-deed">
            <p>{auditWords(deed)}</p>
            <p className="world-facts" title={new Date(deed.at).toLocaleString('en-GB')}>
              <Ago at={deed.at} />
            </p>
          </li>
        ))}
      </ul>
      {next !== null && (
        <div className="admin-pages">
          <Button onClick={() => void goOn(next)}>Earlier</Button>
        </div>
      )}
    </>
  )
}
