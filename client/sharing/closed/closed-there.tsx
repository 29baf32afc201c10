// A world of another node that cannot be entered: that node, or one's own, says why. One can knock where
// somebody there can let one in, and this device's copy of it stays one's own.
import { nodeOf } from '../../../shared/world/address.ts'
import type { SyncState } from '../../replica/sync-state.ts'
import { ClosedSheet, knockWords, OUTSIDE_NOW, type ClosedWorldInfo } from './closed-sheet.tsx'
import { usePlace } from '../../world/peers/use-place.ts'

interface ClosedThereProps extends ClosedWorldInfo {
  readonly closed: Extract<SyncState, { readonly state: 'closed' }>
}

const GONE: Readonly<Partial<Record<ClosedThereProps['closed']['reason'], string>>> = {
  binned: 'The owner has moved it to the bin. It opens again when they restore it.',
  moved: 'It has a new address there. Ask the owner for it.',
}

export default function ClosedThere({ closed: { reason, text }, ...outside }: ClosedThereProps) {
  const { wasIn } = outside
  const { address } = outside.replica
  const node = nodeOf(address) ?? 'its node'
  const place = usePlace(address)
  // That node itself has said that one may do nothing there; else it was never asked.
  const canKnock = reason === 'right' && (place === null || place.right === 'none')
  const why = GONE[reason] ?? (canKnock ? text : (place?.why ?? text))
  // Nobody there has said no: it cannot be reached, or one's own node does not go there.
  const title = reason === 'right' && !canKnock ? 'cannot be opened now' : 'is not open to you'
  return (
    <ClosedSheet
      {...outside}
      title={wasIn ? OUTSIDE_NOW : `This world on ${node} ${title}`}
      text={canKnock ? knockWords(wasIn, why, 'there') : why}
      canKnock={canKnock}
    />
  )
}
