// People who were sent out, and muted ones: each can be undone.
import { Button } from '../../parts/button.tsx'
import { unban, unmute } from '../../api/sharing-api.ts'
import { SharePart, Who, type SharingProps } from '../frame/share-part.tsx'
import { outWords } from '../../words/link-spans.ts'

export function SentOut({ address, sharing: { banned, muted }, change }: SharingProps) {
  if (banned.length === 0 && muted.length === 0) return null
  return (
    <SharePart title="Sent out or muted">
      <ul className="share-list">
        {banned.map(({ account, name, until }) => (
          <li key={`banned ${account}`} className="share-line">
            <Who name={name} account={account} more={` · ${outWords(until)}`} />
            <Button
              look="quiet"
              aria-label={`Let back in: ${name}`}
              onClick={() =>
                void change(
                  () => unban(address, account),
                  (before) => ({ ...before, banned: before.banned.filter((one) => one.account !== account) }),
                )
              }
            >
              Let back in
            </Button>
          </li>
        ))}
        {muted.map(({ account, name }) => (
          <li key={`muted ${account}`} className="share-line">
            <Who name={name} account={account} more=" · muted" />
            <Button
              look="quiet"
              aria-label={`Unmute: ${name}`}
              onClick={() =>
                void change(
                  () => unmute(address, account),
                  (before) => ({ ...before, muted: before.muted.filter((one) => one.account !== account) }),
                )
              }
            >
              Unmute
            </Button>
          </li>
        ))}
      </ul>
    </SharePart>
  )
}
