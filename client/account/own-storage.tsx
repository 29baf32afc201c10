// How much room one has on the node, how much of it is used, and for what.
import type { AccountInfo } from '../../shared/wire/api/account-bodies.ts'
import { amountWords } from '../../shared/wire/api/storage-amounts.ts'
import { PagePart } from '../parts/page-part.tsx'
import './own-storage.css'

export function StoragePart({ account: { storage } }: { readonly account: AccountInfo }) {
  const { today, perDay, all, most, pages, history, pictures, mostPictures } = storage
  const words = littleRoom(storage)
  return (
    <PagePart
      title="Storage"
      text="What you wrote and the pictures you added, in your worlds and other people’s. Deleting worlds for good makes room, and admins can give you more."
    >
      <Used label="In total" used={all} most={most} />
      <dl className="storage-kinds">
        <Kind name="Pages" bytes={pages} words="what stands there now" />
        <Kind name="History" bytes={history} words="what was written before" />
        <Kind name="Pictures" bytes={pictures} words={`up to ${amountWords(mostPictures)}`} />
      </dl>
      <Used label="Today" used={today} most={perDay} />
      {words !== null && <p className="storage-full">{words}</p>}
    </PagePart>
  )
}

/** From here on one is told, as by a notice. */
const NEARLY = 0.8

/** The advice when there is little room left, or none; null while there is enough. */
function littleRoom({ all, most, pictures, mostPictures }: AccountInfo['storage']): string | null {
  if (all >= most)
    return 'There is no room left: nothing more can be saved until you delete a world for good, or an admin gives you more.'
  if (all >= NEARLY * most)
    return 'There is little room left. Delete worlds you do not need for good, or ask an admin for more.'
  if (pictures > 0 && pictures >= NEARLY * mostPictures)
    return 'There is little room left for pictures. Remove some from your worlds, or ask an admin for more.'
  return null
}

interface KindProps {
  readonly name: string
  readonly bytes: number
  readonly words: string
}

function Kind({ name, bytes, words }: KindProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {amountWords(bytes)} <span>{words}</span>
      </dd>
    </div>
  )
}

interface UsedProps {
  readonly label: string
  readonly used: number
  readonly most: number
}

function Used({ label, used, most }: UsedProps) {
  return (
    <p className="storage-used">
      <span>{label}</span>
      <meter min={0} max={most} high={NEARLY * most} value={Math.min(used, most)} aria-label={label} />
      <span className="storage-words">
        {amountWords(used)} of {amountWords(most)}
      </span>
    </p>
  )
}
