// The button that lets one choose a picture: for a keyboard and a phone, which cannot drop one.
import { Image } from 'lucide-react'
import './choose-picture.css'
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
  function choose(): void {
    const input = document.createElement('input')
    input.type = 'file'
    input.accept = 'image/*'
    input.multiple = isMany
    input.addEventListener('change', () => onFiles([...(input.files ?? [])]), { once: true })
    input.click()
  }
  return (
    <Button look="quiet" className="choose-picture" onClick={choose}>
      <Image size={17} aria-hidden="true" /> {label}
    </Button>
  )
}
