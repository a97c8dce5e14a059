const gsm7 = /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà^{}\\[~\]|€]*$/;
const twoUnits = /[\^{}\\[~\]|€]/g;

/** Text message segments: 160 GSM-7 units or 70 UTF-16 units in one, 153 or 67 in each of several; never 0. */
export function segmentCount(text: string): number {
  const isGsm = gsm7.test(text);
  const units = isGsm ? text.length + (text.match(twoUnits)?.length ?? 0) : text.length;
  const [single, each] = isGsm ? [160, 153] : [70, 67];
  return units <= single ? 1 : Math.ceil(units / each);
}
