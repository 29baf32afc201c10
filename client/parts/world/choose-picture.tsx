// The button that lets one choose a picture: for a keyboard and a phone, which cannot drop one.
import { Image } from 'lucide-react'
import './choose-picture.css'
import { choose } from '../../world/file-requests.ts'
import { Button } from '../button.tsx'

export function ChoosePicture({
  label,
  isMany = false,
  onFiles,
}: {
  readonly label: string
  readonly isMany?: boolean
  readonly onFiles: (files: readonly File[]) => void
}) {
  const ask = (): void => choose(isMany ? 'pictures' : 'picture', ({ files }) => onFiles([...(files ?? [])]))
  return (
    <Button look="quiet" className="choose-picture" onClick={ask}>
      <Image size={17} aria-hidden="true" /> {label}
    </Button>
  )
}
