// Home's lines about this device: how many worlds open here without a network, the room they take, and the
// offer to install.
import { FileClock, HardDrive } from 'lucide-react'
import type { MemberId } from '../../shared/world/address.ts'
import { useInstall } from '../browser/install-offer.ts'
import { useMe } from '../session/me.ts'
import { bytesInWords, useSpace } from '../browser/device-space.ts'
import { count } from '../words/counts.ts'
import { Button } from '../parts/button.tsx'
import type { Worlds } from '../session/listed-worlds.ts'
import './this-device.css'

export function ThisDevice({ worlds }: { readonly worlds: Worlds }) {
  const { person } = useMe()
  const install = useInstall()
  const { space } = useSpace()
  if (worlds.state === 'asking') return null
  const offlineCount = worlds.worlds.filter(({ onDevice }) => onDevice).length
  const used = space?.used ?? null
  return (
    <section aria-label="This device" className="this-device">
      {offlineCount > 0 && (
        <p>
          {count(offlineCount, 'world')} {offlineCount === 1 ? 'opens' : 'open'} here offline.
          {used !== null && ` Inkland uses ${bytesInWords(used)} on this device.`}
        </p>
      )}
      <div className="this-device-ways">
        <Button look="quiet" onClick={() => openSaved(person.id)}>
          <FileClock size={16} aria-hidden="true" /> Open a saved-changes file
        </Button>
        {install && (
          <Button look="quiet" onClick={install}>
            <HardDrive size={16} aria-hidden="true" /> Install as an app
          </Button>
        )}
      </div>
    </section>
  )
}

function openSaved(member: MemberId): void {
  void import('./saved-work.ts').then(({ chooseSavedWork }) => chooseSavedWork(member))
}
