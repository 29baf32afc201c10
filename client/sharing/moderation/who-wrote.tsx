// The people who wrote in the world lately, also those who have left. Everything that one of them wrote can
// be taken back. It is fetched only on demand, since the node reads the whole history for it.
import { useState } from 'react'
import type { Writers } from '../../../shared/wire/api/sharing-bodies.ts'
import { Ago } from '../../parts/ago.tsx'
import { wordsOf } from '../../api/request.ts'
import { useMe } from '../../session/me.ts'
import { Button } from '../../parts/button.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { askTakingBack } from '../../world/taking-back.ts'
import { fetchWriters } from '../../api/sharing-api.ts'
import { SharePart, Who, type SharingProps } from '../frame/share-part.tsx'
import { DAY_MS } from '../../../shared/time/durations.ts'

const MONTH_MS = 30 * DAY_MS

type WritersState =
  | { readonly state: 'no' | 'asking' }
  | { readonly state: 'here'; readonly writers: Writers['writers'] }
  | { readonly state: 'failed'; readonly text: string }

export function WhoWrote({ address }: Pick<SharingProps, 'address'>) {
  const [asked, setAsked] = useState<WritersState>({ state: 'no' })
  function look(): void {
    setAsked({ state: 'asking' })
    fetchWriters(address, Date.now() - MONTH_MS).then(
      ({ writers }) => setAsked({ state: 'here', writers }),
      (error: unknown) => setAsked({ state: 'failed', text: wordsOf(error) }),
    )
  }
  return (
    <SharePart title="Who wrote here">
      {asked.state === 'here' ? (
        <WriterList writers={asked.writers} />
      ) : (
        <div className="share-ways">
          <Button onClick={look} aria-busy={asked.state === 'asking'}>
            Show who wrote in the last month
          </Button>
        </div>
      )}
      {asked.state === 'failed' && <Trouble text={asked.text} />}
    </SharePart>
  )
}

function WriterList({ writers }: { readonly writers: Writers['writers'] }) {
  const { person } = useMe()
  if (writers.length === 0) return <p className="share-note">Nobody wrote here in the last month.</p>
  return (
    <ul className="share-list" aria-label="Who wrote here">
      {writers.map(({ account, name, lastAt }) => (
        <li key={account} className="share-line">
          <Who
            name={name}
            account={account}
            more={
              <>
                {' '}
                · last <Ago at={lastAt} />
              </>
            }
          />
          {account !== person.account && (
            <Button
              look="quiet"
              aria-label={`Take back what ${name} wrote`}
              onClick={() => askTakingBack({ of: 'writer', account, name })}
            >
              Take back…
            </Button>
          )}
        </li>
      ))}
    </ul>
  )
}
