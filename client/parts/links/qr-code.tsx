// A link as a picture that a phone's camera reads.
import encodeQr from 'qr'
import './qr-code.css'

/** Light modules around it, as the standard asks (ISO/IEC 18004). */
const BORDER = 4

export default function QrCode({ link }: { readonly link: string }) {
  const modules = encodeQr(link, 'raw', { border: BORDER })
  const dark = modules.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : [])))
  return (
    <svg className="qr-code" viewBox={`0 0 ${modules.length} ${modules.length}`}>
      <title>QR code of the link</title>
      <path d={dark.join('')} />
    </svg>
  )
}
