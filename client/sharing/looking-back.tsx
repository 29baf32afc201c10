// The past of this world, for its owner: how far back others may look, and erasing what was deleted.
import { useCallback, useId } from 'react'
import { fetchLookBack, setLookBack } from '../api/history-api.ts'
import { Choose } from '../parts/choose.tsx'
import { useServerAction } from '../parts/requests/use-action.ts'
import { useRequest } from '../parts/requests/use-request.ts'
import { EraseDeleted } from './erase-deleted.tsx'
import { MakeRoom } from './make-room.tsx'
import { SharePart, type SharingProps } from './frame/share-part.tsx'

const OPTIONS = [
  { value: 'nothing', label: 'nothing' },
  { value: 'since', label: 'from when they could look' },
  { value: 'everything', label: 'everything' },
] as const

const CHOSEN = {
  nothing: 'Others see this world as it is, and nothing of its past.',
  since: 'Others can look back to when they could first look at this world.',
  everything: 'Others can look back at everything that was ever written here.',
} as const

export function LookingBack({ address }: Pick<SharingProps, 'address'>) {
  const id = useId()
  const [asked, again] = useRequest(useCallback(() => fetchLookBack(address), [address]))
  const act = useServerAction(again)
  if (asked.state !== 'here') return null
  return (
    <SharePart title="The past">
      <div className="share-line">
        <span className="share-who">
          <span className="share-name">Others can look back at</span>
          <span className="share-account" id={id}>
            Who may write here sees the whole past. Deleted words are part of it.
          </span>
        </span>
        <Choose
          label="How far others can look back"
          aria-describedby={id}
          value={asked.value}
          options={OPTIONS}
          onChoose={(lookBack) => act(setLookBack(address, lookBack), CHOSEN[lookBack])}
        />
      </div>
      <MakeRoom address={address} />
      <EraseDeleted address={address} />
    </SharePart>
  )
}
