import { listFaults } from './fault-list.js';
import type { ItemBank, ItemImage } from './item-bank.js';
import type { FolderReader } from './pilot.js';

/** The largest file that is read as an image. */
const MAX_BYTES = 2 * 1024 * 1024;

/**
 * Puts the content of image files in the place of their names.
 *
 * @throws YincaiError `missing-file` or `too-large`, naming item and file
 * @example
 * await readItemImages({ items: [] }, { exists: () => false, read: () => new Uint8Array() }) // { items: [] }
 */
export async function readItemImages(bank: ItemBank, folder: FolderReader, file?: string): Promise<ItemBank> {
  if (!bank.items.some((item) => item.images?.some((image) => image.file !== undefined))) return bank;
  const faults = listFaults(file);
  const known = new Map<string, string>();
  const read = async (image: ItemImage, item: string): Promise<ItemImage> => {
    if (image.file === undefined) return image;
    let data = known.get(image.file);
    if (data === undefined) {
      data = '';
      const column = `${item}.images.${image.id}`;
      if (!(await folder.exists(image.file))) {
        const [expected, expectedZh] = ['an image file in the folder', '文件夹中的图片文件'];
        faults.add({ code: 'missing-file', column, value: image.file, expected, expectedZh });
      } else {
        const bytes = await folder.read(image.file);
        if (bytes.length > MAX_BYTES) {
          const [expected, expectedZh] = [`at most ${MAX_BYTES / 1024} KB`, `不超过 ${MAX_BYTES / 1024} KB`];
          faults.add({ code: 'too-large', column, value: image.file, expected, expectedZh });
        } else data = base64(bytes);
      }
      known.set(image.file, data);
    }
    const { file: _file, ...rest } = image;
    return { ...rest, data };
  };
  const items = [];
  for (const item of bank.items) {
    if (item.images === undefined) items.push(item);
    else items.push({ ...item, images: await Promise.all(item.images.map((image) => read(image, item.id))) });
  }
  faults.throwIfAny();
  return { ...bank, items };
}

function base64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(binary);
}
