from django.core.files.uploadedfile import SimpleUploadedFile


def text_file(name: str = "notes.txt", content: bytes = b"Some notes.") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/plain")
