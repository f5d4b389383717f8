"""The stages as Beam transforms: `transforms.paragraphs` applies `writethru.paragraphs`, and so on."""
